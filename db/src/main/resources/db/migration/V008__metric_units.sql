-- What the program declared; null for none, and for runs that ended before there were units.
alter table run_metrics add column unit text;

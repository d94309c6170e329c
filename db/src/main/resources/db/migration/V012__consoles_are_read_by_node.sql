-- A console is read piece by piece, node after node, however long it is.
create index run_events_console_by_node on run_events (run_id, node, sequence) where kind = 'console';

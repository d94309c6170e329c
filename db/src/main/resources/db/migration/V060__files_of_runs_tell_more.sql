-- What the file of a run claims besides: SHA-256 of its epochs, and of its trace as it is unpacked. Null of what is not
-- in the file.
alter table run_imports add column epochs_digest text, add column trace_digest text;

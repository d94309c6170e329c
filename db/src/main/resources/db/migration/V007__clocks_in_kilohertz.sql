-- The figure processor.clock was in MHz. What runs asked for then stays what they asked for.
update runs
set overrides = jsonb_set(overrides, '{processor.clock}', to_jsonb((overrides ->> 'processor.clock')::bigint * 1000))
where overrides -> 'processor.clock' is not null;

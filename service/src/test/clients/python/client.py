"""Uploads, submits, waits, reads and downloads with the client generated from the document."""

import hashlib
import json
import sys
import time

from fugu_client import ApiClient, ApiException, BundlesApi, Configuration, NewRun, RunsApi

address, key, archive_path, digest = sys.argv[1:]
with open(archive_path, "rb") as file:
    archive = file.read()

with ApiClient(Configuration(host=address, access_token=key)) as client:
    bundles = BundlesApi(client)
    runs = RunsApi(client)

    try:
        bundles.has_bundle(digest)
        sys.exit("the bundle is there before it was uploaded")
    except ApiException as refused:
        assert refused.status == 404, refused
    assert bundles.put_bundle(digest, archive).digest == digest
    assert bundles.upload_bundle(("hello.zip", archive)).digest == digest

    run = runs.submit_run(NewRun(bundle=digest), idempotency_key="python", prefer="wait=1")
    deadline = time.monotonic() + 120
    while run.finished_at is None and time.monotonic() < deadline:
        time.sleep(0.2)
        run = runs.get_run(run.id)
    run = runs.get_run(run.id)
    listed = runs.list_runs(state="finished", limit=1).items[0]
    assert listed.id == run.id and listed.latencies is None, listed

    try:
        runs.get_run("run_" + "0" * 20)
        sys.exit("a run is there that nobody submitted")
    except ApiException as refused:
        assert refused.data.code == "not-found", refused

    json.dump(
        {
            "run": run.id,
            "state": run.state,
            "outcome": run.outcome,
            "exitCode": run.exit_code,
            "cycles": run.cycles,
            "latencies": {name: latency.count for name, latency in run.latencies.items()},
            "console": runs.get_console(run.id).nodes,
            "archive": hashlib.sha256(bundles.get_archive(digest)).hexdigest(),
        },
        sys.stdout,
    )

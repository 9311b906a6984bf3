"""Writes scalars.tfevents, an event file as TensorBoard's own classes write it.

Run with tensorboard 2.21 (python -m pip install tensorboard), in this folder:

    python make_events.py

TensorBoardWriterTest expects the same bytes from the same events. Given a folder, the script
prints what TensorBoard reads there instead, one line of JSON per tag:

    python make_events.py FOLDER
"""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

START = 1_753_000_000.25


def write(path):
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        events = [
            event_pb2.Event(wall_time=START, file_version="brain.Event:2"),
            event_pb2.Event(
                wall_time=START,
                step=41,
                session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START),
            ),
        ]
        for step, values in [
            (41, {"loss": 2.5, "rewards/chosen": -0.125, "num_tokens": 70000.0}),
            (300, {"loss": float("nan"), "größe": float("inf")}),
        ]:
            summary = summary_pb2.Summary(
                value=[
                    summary_pb2.Summary.Value(tag=tag, simple_value=value)
                    for tag, value in values.items()
                ]
            )
            events.append(event_pb2.Event(wall_time=START, step=step, summary=summary))
        for event in events:
            writer.write(event.SerializeToString())
        writer.flush()


def read(folder):
    events = event_accumulator.EventAccumulator(folder, size_guidance={"scalars": 0})
    events.Reload()
    for tag in sorted(events.Tags()["scalars"]):
        print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)]}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(sys.argv[1])
    else:
        write("scalars.tfevents")

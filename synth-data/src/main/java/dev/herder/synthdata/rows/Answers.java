package dev.herder.synthdata.rows;

import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Pairs;
import dev.herder.synthdata.ask.Reply;

/** Rows of instructions that a model wrote and then answered. */
final class Answers {
  private Answers() {}

  /** Adds a row, or counts why there is none. */
  static void add(Outcome.Builder out, String instruction, Reply reply, int attempt, String kind) {
    if (reply instanceof Reply.Failed failed) {
      out.fail(failed.reason());
    } else if (reply.text().isBlank()) {
      out.fail("an empty answer");
    } else if (reply instanceof Reply.Said said && said.cut()) {
      out.fail("the reply was cut at its maximum length");
    } else {
      out.add(
          new Draft(
              Chats.row(instruction, reply.text().strip()),
              attempt,
              kind,
              "",
              Pairs.normalised(instruction)));
    }
  }
}

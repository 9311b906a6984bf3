package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Pairs;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.Question;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.ask.Step;
import dev.herder.synthdata.ask.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Questions and answers from a chunk of a document.
 *
 * @param pairs questions with answers wanted of each chunk
 * @param unanswerable questions wanted of each chunk that it does not answer; a row of such a
 *     question shows the chunk and says that the answer is not there
 * @param followUps further turns of each conversation
 * @param attempts how often a chunk is asked for what is missing, at least 1
 * @param grounded whether the rows show the chunk before the question
 */
public record Qa(int pairs, int unanswerable, int followUps, int attempts, boolean grounded)
    implements RowGenerator {
  /** What the answer to a question says that its passage does not answer. */
  public static final String NOT_THERE = "The passage does not say.";

  private static final int MOST = 1000;

  public Qa {
    require(pairs >= 0 && pairs <= MOST, "pairs", "expected 0 to 1000");
    require(unanswerable >= 0 && unanswerable <= MOST, "unanswerable", "expected 0 to 1000");
    require(pairs + unanswerable > 0, "pairs", "expected 1 or more, or some unanswerable");
    require(followUps >= 0 && followUps <= 20, "follow-ups", "expected 0 to 20");
    require(attempts >= 1 && attempts <= 20, "attempts", "expected 1 to 20");
  }

  private static void require(boolean holds, String key, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + expected);
    }
  }

  @Override
  public String name() {
    return "qa";
  }

  @Override
  public List<String> templates() {
    return List.of("qa", "qa-unanswerable", "qa-check", "qa-follow-up");
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    return new Work(this, unit.text("text"), unit.text("document"), prompts).pairs(0);
  }

  /** A conversation in the making. */
  private record Talk(List<Message> messages, int attempt) {}

  /** The work on one chunk. */
  private static final class Work {
    private final Qa qa;
    private final String source;
    private final String document;
    private final Prompts prompts;
    private final Outcome.Builder out = new Outcome.Builder();
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<String> questions = new ArrayList<>();
    private List<Talk> talks = new ArrayList<>();
    private int unanswered;

    Work(Qa qa, String source, String document, Prompts prompts) {
      this.qa = qa;
      this.source = source;
      this.document = document;
      this.prompts = prompts;
    }

    Step pairs(int attempt) {
      int missing = qa.pairs() - talks.size();
      if (missing <= 0 || attempt >= qa.attempts()) {
        return followUp(0);
      }
      return Step.ask(
          prompts.ask("qa", variables(missing), attempt),
          reply -> {
            Pairs found = Pairs.of(reply);
            out.fail(found.failures());
            for (Pairs.Pair pair : found.pairs()) {
              if (isNew(pair.question(), talks.size(), qa.pairs())) {
                talks.add(
                    new Talk(
                        List.of(
                            new Message("user", shown(pair.question())),
                            new Message("assistant", pair.answer())),
                        attempt));
              }
            }
            return pairs(attempt + 1);
          });
    }

    private Map<String, Object> variables(int count) {
      return Map.of(
          "source", source, "document", document, "count", count, "known", List.copyOf(questions));
    }

    private boolean isNew(String question, int have, int wanted) {
      if (have >= wanted) {
        out.fail("more questions than asked for");
        return false;
      }
      if (!asked.add(Pairs.normalised(question))) {
        out.fail("a question asked before");
        return false;
      }
      questions.add(question);
      return true;
    }

    private String shown(String question) {
      return qa.grounded() ? source + "\n\n" + question : question;
    }

    private Step followUp(int turn) {
      if (turn == qa.followUps()) {
        for (Talk talk : talks) {
          String key = Pairs.normalised(talk.messages().get(0).content());
          out.add(new Draft(Chats.row(talk.messages()), talk.attempt(), "answerable", source, key));
        }
        return unanswerable(0);
      }
      List<Question> asks = new ArrayList<>();
      for (Talk talk : talks) {
        Map<String, Object> variables =
            Map.of("source", source, "document", document, "dialog", dialog(talk));
        asks.add(prompts.ask("qa-follow-up", variables, talk.attempt()));
      }
      return Step.askAll(
          asks,
          replies -> {
            List<Talk> longer = new ArrayList<>();
            for (int i = 0; i < replies.size(); i++) {
              longer.add(extended(talks.get(i), replies.get(i)));
            }
            talks = longer;
            return followUp(turn + 1);
          });
    }

    private static String dialog(Talk talk) {
      StringBuilder text = new StringBuilder();
      for (Message each : talk.messages()) {
        text.append(each.role().equals("user") ? "Question: " : "Answer: ");
        text.append(each.content()).append('\n');
      }
      return text.toString().strip();
    }

    private Talk extended(Talk talk, Reply reply) {
      Pairs found = Pairs.of(reply);
      if (found.pairs().isEmpty()) {
        found.failures().keySet().forEach(reason -> out.fail("no follow-up: " + reason));
        return talk;
      }
      Pairs.Pair next = found.pairs().get(0);
      List<Message> messages = new ArrayList<>(talk.messages());
      messages.add(new Message("user", next.question()));
      messages.add(new Message("assistant", next.answer()));
      return new Talk(messages, talk.attempt());
    }

    private Step unanswerable(int attempt) {
      int missing = qa.unanswerable() - unanswered;
      if (missing <= 0 || attempt >= qa.attempts()) {
        return out.done(qa.pairs() + qa.unanswerable());
      }
      return Step.ask(
          prompts.ask("qa-unanswerable", variables(missing), attempt),
          reply -> {
            Pairs found = Pairs.questions(reply);
            found.failures().forEach((reason, n) -> out.fail(Map.of("unanswerable: " + reason, n)));
            List<String> fresh = new ArrayList<>();
            for (Pairs.Pair pair : found.pairs()) {
              if (isNew(pair.question(), unanswered + fresh.size(), qa.unanswerable())) {
                fresh.add(pair.question());
              }
            }
            return checked(fresh, attempt, done -> unanswerable(attempt + 1));
          });
    }

    /** Keeps the questions of which the model itself finds no answer in the chunk. */
    private Step checked(List<String> fresh, int attempt, Function<Integer, Step> then) {
      List<Question> asks = new ArrayList<>();
      for (String question : fresh) {
        Map<String, Object> variables = Map.of("source", source, "question", question);
        asks.add(prompts.ask("qa-check", variables, 0).withoutChance());
      }
      return Step.askAll(
          asks,
          replies -> {
            for (int i = 0; i < replies.size(); i++) {
              if (replies.get(i) instanceof Reply.Failed failed) {
                out.fail("unanswerable: " + failed.reason());
              } else if (!replies.get(i).text().strip().startsWith("NOT IN THE PASSAGE")) {
                out.fail("unanswerable: the passage seems to answer it");
              } else {
                unanswered++;
                String question = fresh.get(i);
                out.add(
                    new Draft(
                        Chats.row(source + "\n\n" + question, NOT_THERE),
                        attempt,
                        "unanswerable",
                        source,
                        Pairs.normalised(question)));
              }
            }
            return then.apply(unanswered);
          });
    }
  }
}

package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Scorer;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Questions on images that are given as caption and text, with several answers ranked by a scorer.
 *
 * <p>The augmentation of Llama 3.2: a model asks and answers on top of in-domain captions and OCR,
 * a reward model ranks the answers, and the best become rows. A unit has {@code caption}, {@code
 * ocr} or both, and whatever else, such as {@code image}, goes along.
 *
 * @param questions wanted of each image
 * @param answers drawn to each question
 * @param keep best answers to a question that become rows
 * @param scorer ranks answers
 * @param leastScore answers below it are dropped
 */
public record CaptionQa(int questions, int answers, int keep, Scorer scorer, double leastScore)
    implements RowGenerator {
  public CaptionQa {
    if (questions < 1 || questions > 1000) {
      throw new UserError("questions: expected 1 to 1000");
    }
    if (answers < 1 || answers > 1000 || keep < 1 || keep > answers) {
      throw new UserError("answers: expected 1 to 1000; keep: expected 1 to answers");
    }
  }

  @Override
  public String name() {
    return "caption-qa";
  }

  @Override
  public List<String> templates() {
    return List.of("caption-qa", "caption-answer");
  }

  @Override
  public String settings() {
    return "questions="
        + questions
        + ", answers="
        + answers
        + ", keep="
        + keep
        + ", scorer="
        + scorer.id()
        + ", min-score="
        + leastScore;
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    Outcome.Builder out = new Outcome.Builder();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("caption", unit.text("caption"));
    about.put("ocr", unit.text("ocr"));
    int wanted = questions * keep;
    if ((unit.text("caption") + unit.text("ocr")).isBlank()) {
      out.fail("the row has neither caption nor ocr");
      return out.done(wanted);
    }
    Map<String, Object> asked = new LinkedHashMap<>(about);
    asked.put("count", questions);
    return Step.ask(
        prompts.ask("caption-qa", asked, 0),
        reply -> {
          Pairs found = Pairs.questions(reply);
          out.fail(found.failures());
          Map<String, String> fresh = new LinkedHashMap<>();
          for (Pairs.Pair pair : found.pairs()) {
            if (fresh.size() == questions) {
              out.fail("more questions than asked for");
            } else if (fresh.putIfAbsent(Pairs.normalised(pair.question()), pair.question())
                != null) {
              out.fail("a question asked before");
            }
          }
          List<String> texts = List.copyOf(fresh.values());
          List<Question> asks = new ArrayList<>();
          for (String text : texts) {
            Map<String, Object> variables = new LinkedHashMap<>(about);
            variables.put("question", text);
            Question one = prompts.ask("caption-answer", variables, 0);
            asks.add(new Question(one.messages(), answers, 0, false));
          }
          return asks.isEmpty()
              ? out.done(wanted)
              : new Step.Ask(
                  asks,
                  replies -> {
                    for (int i = 0; i < texts.size(); i++) {
                      rank(unit, texts.get(i), replies.get(i), out);
                    }
                    return out.done(wanted);
                  });
        });
  }

  private void rank(Unit unit, String question, List<Reply> replies, Outcome.Builder out) {
    String context = context(unit);
    Row.Prompt prompt =
        new Row.Prompt(
            new Source(unit.id(), 0),
            new Turns.Chat(List.of(new Message("user", context + "\n\n" + question))),
            Map.of());
    Map<String, Completion> distinct = new TreeMap<>();
    for (Reply reply : replies) {
      if (reply instanceof Reply.Failed failed) {
        out.fail(failed.reason());
      } else if (reply instanceof Reply.Said said && said.cut()) {
        out.fail("the reply was cut at its maximum length");
      } else if (reply.text().isBlank()) {
        out.fail("an empty answer");
      } else if (distinct.putIfAbsent(
              reply.text().strip(),
              new Completion(prompt, 0, reply.text().strip(), FinishReason.STOP, 0, 0))
          != null) {
        out.fail("an answer given before");
      }
    }
    List<Completion> all = List.copyOf(distinct.values());
    List<Double> scores = all.isEmpty() ? List.of() : scorer.score(all);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    // Equal scores: by text, so that the order never depends on which answer came first.
    order.sort(Comparator.comparing((Integer i) -> -scores.get(i)).thenComparing(i -> i));
    for (int place = 0; place < order.size(); place++) {
      int i = order.get(place);
      if (place >= keep) {
        out.fail("not among the best answers");
      } else if (scores.get(i) < leastScore) {
        out.fail("scored too low");
      } else {
        out.add(draft(unit, question, context, all.get(i).text(), scores.get(i), place));
      }
    }
  }

  private static Draft draft(
      Unit unit, String question, String context, String answer, double score, int place) {
    Map<String, Object> row = new LinkedHashMap<>(Chats.row(context + "\n\n" + question, answer));
    unit.fields()
        .forEach(
            (key, value) -> {
              if (!key.equals("caption") && !key.equals("ocr")) {
                row.putIfAbsent(key, value);
              }
            });
    row.put("score", score);
    String key = unit.id() + " " + Pairs.normalised(question) + " " + place;
    return new Draft(row, 0, "answer", context, key);
  }

  private static String context(Unit unit) {
    StringBuilder text = new StringBuilder();
    if (!unit.text("caption").isBlank()) {
      text.append("Image: ").append(unit.text("caption").strip()).append("\n\n");
    }
    if (!unit.text("ocr").isBlank()) {
      text.append("Text in the image: ").append(unit.text("ocr").strip());
    }
    return text.toString().strip();
  }
}

package dev.herder.synthdata.judge;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.run.Hashes;
import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Prompts;
import dev.herder.synthdata.ask.Question;
import dev.herder.synthdata.ask.Reply;
import dev.herder.synthdata.ask.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Asks a model to rate rows by a rubric, with their source before its eyes.
 *
 * <p>A reply that cannot be read is asked for once more, with its problem named. A row without a
 * verdict is not accepted, and the row itself is never changed.
 *
 * @param highest the best score, 2 to 100; the worst is 1
 * @param least the score from which a row is accepted
 */
public record Judge(int highest, int least) {
  /** The rubric for rows. */
  public static final String ROW = "judge";

  /** The rubric for two answers to one prompt. */
  public static final String PAIR = "judge-pair";

  private static final int ID_DIGITS = 16;

  public Judge {
    if (highest < 2 || highest > 100) {
      throw new UserError("judge.scale: " + highest + " is out of range, expected 2 to 100");
    }
    if (least < 1 || least > highest) {
      throw new UserError(
          "judge.min-score: " + least + " is out of range, expected 1 to the scale, " + highest);
    }
  }

  /** Judges every row of an outcome. */
  public Step all(Outcome outcome, Prompts prompts) {
    List<Question> questions = new ArrayList<>();
    for (Draft draft : outcome.drafts()) {
      questions.add(question(draft, prompts));
    }
    return rate(
        questions,
        new Rating.Form.Score(highest),
        ratings -> {
          List<Draft> judged = new ArrayList<>();
          Map<String, Integer> failures = new TreeMap<>(outcome.failures());
          for (int i = 0; i < ratings.size(); i++) {
            Draft draft = outcome.drafts().get(i);
            Map<String, Object> verdict = verdict(ratings.get(i), id(draft.row(), prompts.id(ROW)));
            if (verdict.get("problem") instanceof String problem) {
              failures.merge("no verdict: " + problem, 1, Integer::sum);
            }
            judged.add(draft.judged(verdict));
          }
          return new Step.Done(new Outcome(judged, outcome.wanted(), failures));
        });
  }

  private Question question(Draft draft, Prompts prompts) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("source", draft.source());
    variables.put("row", Conversations.shown(draft.row()));
    variables.put("kind", draft.kind());
    variables.put("highest", highest);
    return prompts.ask(ROW, variables, 0).withoutChance().forJudge();
  }

  /**
   * Judges a preference in both orders, so that a liking for the first or second place shows.
   *
   * @param prompt what was asked
   * @param chosen the answer that the row calls better
   * @param then takes the verdict: accepted if the judge agrees with the row in both orders
   */
  public Step pair(
      String prompt,
      String chosen,
      String rejected,
      String source,
      Prompts prompts,
      Function<Map<String, Object>, Step> then) {
    List<Question> both =
        List.of(
            pairQuestion(prompt, chosen, rejected, source, prompts),
            pairQuestion(prompt, rejected, chosen, source, prompts));
    String id =
        id(Map.of("prompt", prompt, "chosen", chosen, "rejected", rejected), prompts.id(PAIR));
    return rate(
        both,
        new Rating.Form.Better(),
        ratings -> then.apply(pairVerdict(ratings.get(0), ratings.get(1), id)));
  }

  private static Question pairQuestion(
      String prompt, String a, String b, String source, Prompts prompts) {
    return prompts
        .ask(PAIR, Map.of("prompt", prompt, "a", a, "b", b, "source", source), 0)
        .withoutChance()
        .forJudge();
  }

  private static Map<String, Object> pairVerdict(Rating first, Rating second, String id) {
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("id", id);
    if (!(first instanceof Rating.Given one) || !(second instanceof Rating.Given two)) {
      verdict.put("accepted", false);
      Rating faulty = first instanceof Rating.Unreadable ? first : second;
      verdict.put("problem", ((Rating.Unreadable) faulty).problem());
      return verdict;
    }
    String winner =
        one.value().equals("A") ? "chosen" : one.value().equals("B") ? "rejected" : "tie";
    String swapped =
        two.value().equals("A") ? "rejected" : two.value().equals("B") ? "chosen" : "tie";
    verdict.put("accepted", winner.equals("chosen") && swapped.equals("chosen"));
    verdict.put("better", winner);
    verdict.put("better_swapped", swapped);
    verdict.put("consistent", winner.equals(swapped));
    verdict.put("reason", one.reason());
    return verdict;
  }

  private Map<String, Object> verdict(Rating rating, String id) {
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("id", id);
    if (rating instanceof Rating.Given given) {
      int score = Integer.parseInt(given.value());
      verdict.put("accepted", score >= least);
      verdict.put("score", score);
      verdict.put("reason", given.reason());
    } else if (rating instanceof Rating.Unreadable unreadable) {
      verdict.put("accepted", false);
      verdict.put("problem", unreadable.problem());
    }
    return verdict;
  }

  private static String id(Map<String, Object> row, String rubric) {
    return Hashes.ofString(rubric + "\n" + new java.util.TreeMap<>(row)).substring(0, ID_DIGITS);
  }

  /** Asks, and once more what could not be read. */
  private static Step rate(
      List<Question> questions, Rating.Form form, Function<List<Rating>, Step> then) {
    return Step.askAll(
        questions,
        replies -> {
          List<Rating> ratings = new ArrayList<>();
          List<Integer> unclear = new ArrayList<>();
          List<Question> again = new ArrayList<>();
          for (int i = 0; i < replies.size(); i++) {
            Rating rating = Rating.of(replies.get(i), form);
            ratings.add(rating);
            if (rating instanceof Rating.Unreadable problem
                && replies.get(i) instanceof Reply.Said said) {
              unclear.add(i);
              again.add(retry(questions.get(i), said, problem, form));
            }
          }
          return Step.askAll(
              again,
              second -> {
                for (int i = 0; i < second.size(); i++) {
                  ratings.set(unclear.get(i), Rating.of(second.get(i), form));
                }
                return then.apply(ratings);
              });
        });
  }

  private static Question retry(
      Question first, Reply.Said said, Rating.Unreadable problem, Rating.Form form) {
    List<Message> messages = new ArrayList<>(first.messages());
    messages.add(new Message("assistant", said.text().isBlank() ? "(nothing)" : said.text()));
    messages.add(
        new Message(
            "user",
            "This cannot be used: "
                + problem.problem()
                + ". Reply with one JSON object on one line and nothing else, with exactly the keys"
                + " \""
                + form.key()
                + "\" and \"reason\"."));
    return new Question(messages, 1, 1, true, true);
  }
}

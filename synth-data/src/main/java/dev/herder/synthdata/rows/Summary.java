package dev.herder.synthdata.rows;

import dev.herder.core.UserError;
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
import java.util.List;
import java.util.Map;

/**
 * A summary of a long document by way of summaries of its parts, and questions on it.
 *
 * <p>Every chunk is summarised, then the summaries in groups, until one is left. Rows show the
 * document where it is short enough, and otherwise the summaries of its parts.
 *
 * @param fanIn summaries that are summarised together, 2 or more
 * @param pairs questions with answers wanted on the whole
 * @param maxContextTokens the longest document that rows show, in tokens of its chunks
 */
public record Summary(int fanIn, int pairs, int maxContextTokens) implements RowGenerator {
  public Summary {
    if (fanIn < 2 || fanIn > 100) {
      throw new UserError("fan-in: " + fanIn + " is out of range, expected 2 to 100");
    }
    if (pairs < 0 || pairs > 1000 || maxContextTokens < 0) {
      throw new UserError("pairs: expected 0 to 1000; max-context-tokens: expected 0 or more");
    }
  }

  @Override
  public String name() {
    return "summary";
  }

  @Override
  public List<String> templates() {
    return List.of("summary", "summary-merge", "summary-qa");
  }

  @Override
  public Step begin(Unit unit, Prompts prompts, long seed) {
    return new Work(this, unit, prompts).parts();
  }

  private static final class Work {
    private final Summary settings;
    private final Unit unit;
    private final Prompts prompts;
    private final Outcome.Builder out = new Outcome.Builder();
    private final String document;
    private String sections = "";

    Work(Summary settings, Unit unit, Prompts prompts) {
      this.settings = settings;
      this.unit = unit;
      this.prompts = prompts;
      document = unit.text("document");
    }

    Step parts() {
      List<Question> asks = new ArrayList<>();
      if (unit.fields().get("chunks") instanceof List<?> chunks) {
        for (Object chunk : chunks) {
          asks.add(ask("summary", Map.of("source", chunk.toString(), "document", document)));
        }
      }
      return Step.askAll(
          asks,
          replies -> {
            List<String> level = usable(replies);
            sections = String.join("\n\n", level);
            return merged(level);
          });
    }

    private Question ask(String template, Map<String, ?> variables) {
      return prompts.ask(template, variables, 0);
    }

    private List<String> usable(List<Reply> replies) {
      List<String> texts = new ArrayList<>();
      for (Reply reply : replies) {
        if (reply instanceof Reply.Failed failed) {
          out.fail(failed.reason());
        } else if (reply.text().isBlank()) {
          out.fail("an empty summary");
        } else {
          if (reply instanceof Reply.Said said && said.cut()) {
            out.fail("a summary was cut at its maximum length, and used");
          }
          texts.add(reply.text().strip());
        }
      }
      return texts;
    }

    private Step merged(List<String> level) {
      if (level.isEmpty()) {
        return out.done(1 + settings.pairs());
      }
      if (level.size() == 1) {
        return rows(level.get(0));
      }
      List<Question> asks = new ArrayList<>();
      for (int i = 0; i < level.size(); i += settings.fanIn()) {
        List<String> group = level.subList(i, Math.min(level.size(), i + settings.fanIn()));
        String joined = String.join("\n\n", group);
        asks.add(ask("summary-merge", Map.of("source", joined, "document", document)));
      }
      return Step.askAll(asks, replies -> merged(usable(replies)));
    }

    private Step rows(String summary) {
      long tokens = unit.fields().get("tokens") instanceof Number n ? n.longValue() : 0;
      boolean whole = tokens <= settings.maxContextTokens();
      String context = whole ? unit.text("text") : sections;
      String seen = whole ? context : sections + "\n\n" + summary;
      if (!whole) {
        out.fail("the document is too long for a row, which shows the summaries of its parts");
      }
      out.add(
          new Draft(
              Chats.row(context + "\n\nSummarize the text above.", summary),
              0,
              "summary",
              seen,
              unit.id() + " summary"));
      if (settings.pairs() == 0) {
        return out.done(1);
      }
      Map<String, Object> variables =
          Map.of(
              "source",
              summary,
              "sections",
              sections,
              "document",
              document,
              "count",
              settings.pairs());
      return Step.ask(
          ask("summary-qa", variables),
          reply -> {
            Pairs found = Pairs.of(reply);
            out.fail(found.failures());
            int kept = 0;
            for (Pairs.Pair pair : found.pairs()) {
              if (kept == settings.pairs()) {
                out.fail("more questions than asked for");
                continue;
              }
              kept++;
              out.add(
                  new Draft(
                      Chats.row(context + "\n\n" + pair.question(), pair.answer()),
                      0,
                      "question",
                      seen,
                      unit.id() + " " + Pairs.normalised(pair.question())));
            }
            return out.done(1 + settings.pairs());
          });
    }
  }
}

package dev.herder.examples;

import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.RowReader;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.Dpo;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.Tokenizer;
import dev.herder.sft.Sft;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What the format mask of DPO is for: the same terminator ends both answers of a pair, and without
 * the mask the model learns not to write it.
 *
 * <p>The tiny model of the quickstart first learns two ways of answering, "#### 12" and "it is 12",
 * each of which sometimes goes on behind the number. Then it is aligned to prefer the first way,
 * once with the mask and once without, both without the likelihood term. Meanwhile the terminator's
 * log-probability behind the number is measured, in answers to unseen prompts of both ways.
 */
public final class FormatMaskExperiment {
  private static final int EVERY = 10;

  /**
   * The terminator's log-probability in nats, averaged over unseen answers of both ways.
   *
   * @param masked with the mask; before the training, then after every few steps
   * @param unmasked without it
   */
  public record Result(List<Double> masked, List<Double> unmasked) {
    public Result {
      masked = List.copyOf(masked);
      unmasked = List.copyOf(unmasked);
    }

    /** By how much the last value is below the first, in nats. */
    public static double fall(List<Double> values) {
      return values.get(0) - values.get(values.size() - 1);
    }
  }

  private FormatMaskExperiment() {}

  /** Usage: {@code FormatMaskExperiment MODEL_DIR WORK_DIR FIGURE.svg}. */
  public static void main(String[] arguments) throws IOException {
    Result result = run(Path.of(arguments[0]), Path.of(arguments[1]), 60, RunContext.quiet());
    AtomicFiles.writeString(Path.of(arguments[2]), figure(result));
    System.out.println("with the mask    " + result.masked());
    System.out.println("without the mask " + result.unmasked());
  }

  /**
   * Trains twice and measures.
   *
   * @param model the quickstart's model
   * @param work a folder for what is made on the way
   * @param steps optimiser steps of each run
   */
  public static Result run(Path model, Path work, int steps, RunContext context)
      throws IOException {
    Random random = new Random(3);
    Path start = twoWays(model, work, random, context);
    Path pairs = write(work.resolve("pairs.jsonl"), 960, random);
    Path unseen = write(work.resolve("unseen.jsonl"), 64, random);
    return new Result(
        train(start, pairs, unseen, work.resolve("masked"), true, steps, context),
        train(start, pairs, unseen, work.resolve("unmasked"), false, steps, context));
  }

  /** The model after answers of both ways, of which every third goes on behind the number. */
  private static Path twoWays(Path model, Path work, Random random, RunContext context)
      throws IOException {
    Path rows = work.resolve("two-ways.jsonl");
    try (JsonlWriter writer = JsonlWriter.create(rows)) {
      for (int i = 0; i < 512; i++) {
        Sum sum = Sum.draw(random);
        String answer = (i % 2 == 0 ? sum.hashes() : sum.words()) + (i % 3 == 0 ? " ok" : "");
        writer.write(
            Map.of("messages", List.of(turn("user", sum.asked()), turn("assistant", answer))));
      }
      writer.commit();
    }
    Path out = work.resolve("two-ways");
    new Sft()
        .run(
            Sft.Config.of(model, List.of(rows), out)
                .with("dtype=float32", "batch-size=64", "learning-rate=1e-3", "num-train-epochs=3"),
            context);
    return out;
  }

  /** A question with its answer in both ways. */
  private record Sum(int a, int b) {
    static Sum draw(Random random) {
      return new Sum(random.nextInt(50), random.nextInt(50));
    }

    String asked() {
      return a + "+" + b + "=";
    }

    String hashes() {
      return "#### " + (a + b);
    }

    String words() {
      return "it is " + (a + b);
    }
  }

  private static Map<String, String> turn(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  private static Path write(Path file, int count, Random random) throws IOException {
    try (JsonlWriter writer = JsonlWriter.create(file)) {
      for (int i = 0; i < count; i++) {
        Sum sum = Sum.draw(random);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("prompt", List.of(turn("user", sum.asked())));
        row.put("chosen", List.of(turn("assistant", sum.hashes())));
        row.put("rejected", List.of(turn("assistant", sum.words())));
        writer.write(row);
      }
      writer.commit();
    }
    return file;
  }

  private static List<Double> train(
      Path model, Path pairs, Path unseen, Path out, boolean mask, int steps, RunContext context)
      throws IOException {
    new Dpo()
        .run(
            Dpo.Config.of(model, List.of(pairs), out)
                .with("dtype=float32", "batch-size=16", "learning-rate=1e-4")
                .with("lr-scheduler-type=constant", "nll-weight=0", "max-steps=" + steps)
                .with("save-steps=" + EVERY, "save-total-limit=1000", "format-mask=" + mask),
            context);
    List<Double> values = new ArrayList<>();
    values.add(terminator(model, unseen));
    for (int step = EVERY; step <= steps; step += EVERY) {
      values.add(terminator(out.resolve("checkpoint-" + step), unseen));
    }
    return values;
  }

  /** The log-probability of the last token of both answers, averaged over rows. */
  private static double terminator(Path model, Path rows) throws IOException {
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 0, 0);
    try (Tokenizer tokenizer = Tokenizer.load(model);
        CausalLm lm = CausalLm.open(model, CausalLm.Options.inference(wish))) {
      Encoder encoder =
          new Encoder(tokenizer, EncoderConfig.defaults(LocalDateTime.of(2026, 1, 1, 0, 0)));
      PackedBatch.Builder builder = new PackedBatch.Builder();
      for (var row : RowReader.read(List.of(rows), Purpose.PREFERENCE).rows()) {
        if (encoder.encode(row) instanceof Outcome.Used used
            && used.row() instanceof EncodedAnswers pair) {
          int root = builder.add(-1, pair.prompt(), new boolean[pair.prompt().length]);
          for (EncodedAnswers.Answer answer : pair.answers()) {
            boolean[] last = new boolean[answer.ids().length];
            last[last.length - 1] = true;
            builder.add(root, answer.ids(), last);
          }
        }
      }
      double sum = 0;
      float[] logProbs = lm.network().logProbs(builder.build()).logProbs();
      for (float logProb : logProbs) {
        sum += logProb;
      }
      return sum / logProbs.length;
    }
  }

  /** The two curves as a picture. */
  static String figure(Result result) {
    double low = 0;
    for (List<Double> values : List.of(result.masked(), result.unmasked())) {
      low = Math.min(low, values.stream().mapToDouble(v -> v).min().orElse(0));
    }
    double bottom = Math.min(-0.1, Math.floor(low * 10) / 10);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 300\" ")
        .append("font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n")
        .append("<title>Log-probability of the terminator while DPO trains</title>\n")
        .append("<rect width=\"640\" height=\"300\" fill=\"white\"/>\n");
    for (int i = 0; i <= 4; i++) {
      double value = bottom * i / 4;
      double y = 20 + 220 * value / bottom;
      svg.append(line(60, y, 620, y, "#ddd", 1))
          .append(text(54, y + 4, "end", "#333", String.format(Locale.ROOT, "%.2f", value)));
    }
    int last = (result.masked().size() - 1) * EVERY;
    for (int i = 0; i <= 4; i++) {
      svg.append(text(60 + 140 * i, 262, "middle", "#333", String.valueOf(last * i / 4)));
    }
    svg.append(text(340, 288, "middle", "#333", "optimiser steps"))
        .append(text(70, 14, "start", "#333", "log P(terminator), nats, unseen prompts"))
        .append(curve(result.masked(), bottom, "#1a7f37"))
        .append(curve(result.unmasked(), bottom, "#cf222e"))
        .append(text(612, 14, "end", "#1a7f37", "with the format mask"))
        .append(text(440, 14, "end", "#cf222e", "without"));
    return svg.append("</svg>\n").toString();
  }

  private static String curve(List<Double> values, double bottom, String colour) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      double x = 60 + 560.0 * i / (values.size() - 1);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, 20 + 220 * values.get(i) / bottom));
    }
    return "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" points=\"%s\"/>\n"
        .formatted(colour, points.toString().trim());
  }

  private static String line(double x1, double y1, double x2, double y2, String colour, int w) {
    return String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
            + " stroke-width=\"%d\"/>\n",
        x1,
        y1,
        x2,
        y2,
        colour,
        w);
  }

  private static String text(double x, double y, String anchor, String colour, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n",
        x,
        y,
        anchor,
        colour,
        text);
  }
}

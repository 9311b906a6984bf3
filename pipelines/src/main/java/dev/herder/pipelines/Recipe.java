package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.generate.Sampling;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.core.verify.Verifiers;
import dev.herder.rejectionsampling.SelectionPass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rounds are made of: the Java form of a recipe's YAML.
 *
 * @param model the model to begin with, in Hugging Face layout
 * @param out the folder of the run
 * @param rounds how many rounds, at least 1
 * @param seed every random choice of the run derives from it
 * @param data files of demonstrations to begin with; with none, the first round begins by sampling
 * @param prompts the file of prompts to answer, with what the verifier needs
 * @param heldOut the prompts to judge by
 * @param verifier who scores answers, for example {@code gsm8k}
 * @param sampling how answers are drawn
 * @param selection which answers are kept
 * @param mixing what a round's fine-tuning reads
 * @param start what each round's fine-tuning begins with
 * @param sftOnSelected whether a round also fine-tunes on its own kept answers, before DPO
 * @param sft settings of fine-tuning
 * @param dpo settings of DPO
 */
public record Recipe(
    Path model,
    Path out,
    int rounds,
    long seed,
    List<Path> data,
    Path prompts,
    HeldOutPrompts heldOut,
    String verifier,
    Draw sampling,
    Choice selection,
    Mixing mixing,
    Start start,
    boolean sftOnSelected,
    Map<String, Object> sft,
    Map<String, Object> dpo) {
  public Recipe {
    if (rounds < 1) {
      throw new UserError("rounds: " + rounds + " is out of range, expected at least 1");
    }
    Verifiers.byName(verifier);
    data = List.copyOf(data);
    sft = Collections.unmodifiableMap(new LinkedHashMap<>(sft));
    dpo = Collections.unmodifiableMap(new LinkedHashMap<>(dpo));
  }

  /**
   * Reads recipes: the defaults, over which go a YAML file and overrides of the command line.
   *
   * <p>Without a default are {@code model}, {@code out}, {@code data}, {@code prompts}, {@code
   * verifier}, and of {@code held-out} either {@code file} or {@code fraction}.
   */
  public static StrictConfig<Recipe> config() {
    try (InputStream defaults = Recipe.class.getResourceAsStream("recipe-defaults.json")) {
      return StrictConfig.of(Recipe.class).defaults(new ObjectMapper().readTree(defaults));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a round's fine-tuning begins with. */
  public enum Start {
    /** The model that the recipe begins with, as in the paper. */
    BASE,
    /** The best model so far. */
    BEST
  }

  /** What happens to a training row whose prompt is held out. */
  public enum Contamination {
    /** The run is refused, and the rows are named. */
    REFUSE,
    /** The rows are left out, and counted. */
    DROP
  }

  /**
   * The prompts to judge by: a file of them, or a share of the prompts.
   *
   * @param file the file; null: a share of {@code prompts} is set aside
   * @param fraction that share, between 0 and 1; null with a file
   * @param contamination what happens to training rows with such a prompt
   * @param maxNewTokens the longest answer in tokens; 0: as when sampling
   */
  public record HeldOutPrompts(
      @Nullable Path file,
      @Nullable Double fraction,
      Contamination contamination,
      int maxNewTokens) {
    public HeldOutPrompts {
      if (file == null && fraction == null) {
        throw new UserError(
            "expected either a file of held-out prompts or the fraction of the prompts to hold"
                + " out, found neither");
      }
      if (file != null && fraction != null) {
        throw new UserError("fraction: there is a file, too; expected one of the two");
      }
      if (fraction != null && !(fraction > 0 && fraction < 1)) {
        throw new UserError(
            "fraction: " + fraction + " is out of range, expected more than 0 and less than 1");
      }
      if (maxNewTokens < 0) {
        throw new UserError(
            "maxNewTokens: "
                + maxNewTokens
                + " is negative, expected 0 (as when sampling) or more");
      }
    }
  }

  /**
   * How answers are drawn; see {@link Sampling}.
   *
   * @param k answers per prompt
   */
  public record Draw(int k, double temperature, int topK, double topP, int maxNewTokens) {
    public Draw {
      if (k < 1) {
        throw new UserError("k: " + k + " is out of range, expected at least 1");
      }
      Sampling checked = new Sampling(k, temperature, topK, topP, maxNewTokens, 0);
      k = checked.n();
    }

    /** The settings with the seed of one drawing. */
    Sampling sampling(long seed) {
      return new Sampling(k, temperature, topK, topP, maxNewTokens, seed);
    }
  }

  /**
   * Which answers are kept.
   *
   * @param keep {@code best}, {@code best-above:SCORE} or {@code top:COUNT}
   * @param minGap the scores of a pair differ by more than this
   * @param dropTruncated whether answers that reached the maximum length are passed over
   * @param dropDuplicates whether answers with the text of an earlier one are passed over
   * @param passScore the lowest score that counts as right
   */
  public record Choice(
      String keep, double minGap, boolean dropTruncated, boolean dropDuplicates, double passScore) {
    public Choice {
      SelectionPass pass = pass(keep, minGap, dropTruncated, dropDuplicates, passScore);
      keep = pass.selection().spec();
    }

    /** The policies by which answers are kept and paired. */
    SelectionPass pass() {
      return pass(keep, minGap, dropTruncated, dropDuplicates, passScore);
    }

    private static SelectionPass pass(
        String keep, double minGap, boolean truncated, boolean duplicates, double passScore) {
      return new SelectionPass(
          selection(keep),
          new Pairing.BestWorst(minGap),
          new Filter(truncated, duplicates),
          passScore);
    }

    private static Selection selection(String keep) {
      try {
        return Selection.parse(keep);
      } catch (UserError e) {
        throw new UserError("keep: " + e.getMessage(), e);
      }
    }
  }

  /**
   * What a round's fine-tuning reads beside the demonstrations.
   *
   * @param maxAge kept answers of how many rounds back; 0: of all earlier rounds
   * @param maxRows the most kept answers of one round; 0: all
   */
  public record Mixing(int maxAge, int maxRows) {
    public Mixing {
      if (maxAge < 0 || maxRows < 0) {
        throw new UserError(
            (maxAge < 0 ? "maxAge: " + maxAge : "maxRows: " + maxRows)
                + " is negative, expected 0 (all) or more");
      }
    }
  }
}

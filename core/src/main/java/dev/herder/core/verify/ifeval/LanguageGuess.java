package dev.herder.core.verify.ifeval;

import com.cybozu.labs.langdetect.util.NGram;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Guesses the language of a text from its character n-grams.
 *
 * <p>The profiles and the n-grams are those of Nakatani Shuyo's language-detection, of which the
 * published checker's {@code langdetect} is a port. That one multiplies the likelihoods of n-grams
 * drawn at random until one language is sure, so that its answer can differ between two calls. Here
 * all n-grams count once, which is where its draws tend to, and the same text always gets the same
 * answer.
 */
public final class LanguageGuess {
  /** The profiles in the library's jar, by ISO 639-1 code. */
  private static final List<String> LANGUAGES =
      List.of(
          "af", "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu",
          "he", "hi", "hr", "hu", "id", "it", "ja", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ne",
          "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sv", "sw", "ta", "te",
          "th", "tl", "tr", "uk", "ur", "vi", "zh-cn", "zh-tw");

  private static final Pattern URL = Pattern.compile("https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}");
  private static final Pattern MAIL =
      Pattern.compile("[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}");
  private static final int LONGEST = 10_000;

  /** What an n-gram that a language lacks counts: 0.5 in 10,000. */
  private static final double SMOOTHING = 0.5 / 10_000;

  private final Map<String, float[]> likelihoods;

  private LanguageGuess(Map<String, float[]> likelihoods) {
    this.likelihoods = likelihoods;
  }

  /** The codes of the languages that can be told apart, ISO 639-1 but for the two of Chinese. */
  public static List<String> languages() {
    return LANGUAGES;
  }

  /** Reads all profiles: about 50 ms and 30 MB. */
  public static LanguageGuess load() {
    ObjectMapper json = new ObjectMapper();
    Map<String, float[]> likelihoods = new HashMap<>();
    for (int i = 0; i < LANGUAGES.size(); i++) {
      String name = "/profiles/" + LANGUAGES.get(i);
      try (InputStream in = NGram.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException(name + " is not in the jar of language-detection");
        }
        JsonNode profile = json.readTree(in);
        for (Map.Entry<String, JsonNode> gram : profile.path("freq").properties()) {
          int length = gram.getKey().length();
          if (length >= 1 && length <= NGram.N_GRAM) {
            double share =
                gram.getValue().asDouble() / profile.path("n_words").path(length - 1).asDouble();
            likelihoods.computeIfAbsent(gram.getKey(), g -> new float[LANGUAGES.size()])[i] =
                (float) share;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new LanguageGuess(likelihoods);
  }

  /** The code of the likeliest language; null where nothing in the text tells. */
  public @Nullable String of(String text) {
    double[] logs = new double[LANGUAGES.size()];
    int grams = 0;
    for (String gram : grams(withoutForeignLatin(cleaned(text)))) {
      float[] shares = likelihoods.get(gram);
      if (shares != null) {
        grams++;
        for (int i = 0; i < logs.length; i++) {
          logs[i] += Math.log(SMOOTHING + shares[i]);
        }
      }
    }
    if (grams == 0) {
      return null;
    }
    int best = 0;
    for (int i = 1; i < logs.length; i++) {
      best = logs[i] > logs[best] ? i : best;
    }
    return LANGUAGES.get(best);
  }

  private static String cleaned(String text) {
    String plain = URL.matcher(text).replaceAll(" ");
    plain = NGram.normalize_vi(MAIL.matcher(plain).replaceAll(" "));
    StringBuilder clean = new StringBuilder();
    char before = 0;
    for (int i = 0; i < plain.length() && i < LONGEST; i++) {
      char c = plain.charAt(i);
      if (c != ' ' || before != ' ') {
        clean.append(c);
      }
      before = c;
    }
    return clean.toString();
  }

  /** Drops Latin letters where they are few among others. */
  private static String withoutForeignLatin(String text) {
    int latin = 0;
    int other = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'z') {
        latin++;
      } else if (c >= 0x300
          && !Character.UnicodeBlock.LATIN_EXTENDED_ADDITIONAL.equals(
              Character.UnicodeBlock.of(c))) {
        other++;
      }
    }
    return latin * 2 < other ? text.replaceAll("[A-z]", "") : text;
  }

  private static List<String> grams(String text) {
    List<String> grams = new ArrayList<>();
    NGram window = new NGram();
    for (int i = 0; i < text.length(); i++) {
      window.addChar(text.charAt(i));
      for (int n = 1; n <= NGram.N_GRAM; n++) {
        String gram = window.get(n);
        if (gram != null) {
          grams.add(gram);
        }
      }
    }
    return grams;
  }
}

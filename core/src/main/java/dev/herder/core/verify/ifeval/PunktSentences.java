package dev.herder.core.verify.ifeval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits English text into sentences as NLTK 3.9.1's Punkt tokenizer does.
 *
 * <p>The method is that of Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary
 * Detection", Computational Linguistics 32(4), 2006.
 */
final class PunktSentences {
  private static final String S = "[" + PythonText.SPACE + "]";
  private static final String NOT_S = "[^" + PythonText.SPACE + "]";
  private static final String NON_WORD = "[)\";}\\]*:@'({\\[?!]";
  private static final String MULTI = "(?:-{2,}|\\.{2,}|(?:\\." + S + "){2,}\\.)";
  private static final Pattern WORD =
      Pattern.compile(
          MULTI
              + "|(?=[^(\"`{\\[:;&#*@)}\\],-])"
              + NOT_S
              + "+?(?="
              + S
              + "|$|"
              + NON_WORD
              + "|"
              + MULTI
              + "|,(?=$|"
              + S
              + "|"
              + NON_WORD
              + "|"
              + MULTI
              + "))|"
              + NOT_S,
          PythonText.FLAGS);
  private static final Pattern END =
      Pattern.compile(
          "[.?!](?=(?<after>" + NON_WORD + "|" + S + "+(?<next>" + NOT_S + "+)))",
          PythonText.FLAGS);
  private static final Pattern CLOSING =
      Pattern.compile("[\"')\\]}]+?(?:" + S + "+|(?=--)|$)", PythonText.FLAGS | Pattern.MULTILINE);
  private static final Set<String> ENDS = Set.of(".", "?", "!");
  private static final Set<String> PUNCTUATION = Set.of(";", ":", ",", ".", "!", "?");

  /** What the spelling of a word says about a sentence that begins with it. */
  private enum Starts {
    YES,
    NO,
    UNKNOWN
  }

  private final PunktParameters parameters;

  PunktSentences(PunktParameters parameters) {
    this.parameters = parameters;
  }

  /** A place where a sentence may end. */
  private record Candidate(int start, int end, int next, String context) {}

  /** From where to where a sentence goes. */
  private record Slice(int start, int end) {}

  /** The sentences. */
  List<String> split(String text) {
    List<String> sentences = new ArrayList<>();
    for (Slice slice : realigned(text, slices(text))) {
      sentences.add(text.substring(slice.start(), slice.end()));
    }
    return sentences;
  }

  private List<Slice> slices(String text) {
    List<Slice> slices = new ArrayList<>();
    int last = 0;
    for (Candidate candidate : candidates(text)) {
      if (containsBreak(candidate.context())) {
        slices.add(new Slice(last, candidate.end()));
        last = candidate.next() < 0 ? candidate.end() : candidate.next();
      }
    }
    int end = text.length();
    while (end > 0 && PythonText.isSpace(text.charAt(end - 1))) {
      end--;
    }
    slices.add(new Slice(last, end));
    return slices;
  }

  private static List<Candidate> candidates(String text) {
    List<Candidate> found = new ArrayList<>();
    Matcher matcher = END.matcher(text);
    int wordStart = 0;
    int wordEnd = 0;
    Candidate pending = null;
    while (matcher.find()) {
      int space = lastSpace(text, wordEnd, matcher.start());
      int start = space > wordEnd ? space + 1 : wordStart;
      if (pending != null && wordEnd <= start) {
        found.add(pending);
      }
      wordStart = start;
      wordEnd = matcher.start();
      pending =
          new Candidate(
              wordStart,
              matcher.end(),
              matcher.start("next"),
              text.substring(wordStart, matcher.end()) + matcher.group("after"));
    }
    if (pending != null) {
      found.add(pending);
    }
    return found;
  }

  /** The last ASCII white space in a range, or its beginning. */
  private static int lastSpace(String text, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      char c = text.charAt(i);
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        return i;
      }
    }
    return from;
  }

  /** Moves closing quotes and brackets to the sentence that they close. */
  private static List<Slice> realigned(String text, List<Slice> slices) {
    List<Slice> aligned = new ArrayList<>();
    int moved = 0;
    for (int i = 0; i < slices.size(); i++) {
      int start = slices.get(i).start() + moved;
      int end = slices.get(i).end();
      moved = 0;
      if (i + 1 < slices.size()) {
        Slice next = slices.get(i + 1);
        if (next.start() < next.end()) {
          String following = text.substring(next.start(), next.end());
          Matcher closing = CLOSING.matcher(following);
          if (closing.lookingAt()) {
            aligned.add(new Slice(start, next.start() + stripEnd(closing.group()).length()));
            moved = closing.end();
            continue;
          }
        }
      }
      if (start < end) {
        aligned.add(new Slice(start, end));
      }
    }
    return aligned;
  }

  private static String stripEnd(String text) {
    return PythonText.strip("." + text).substring(1);
  }

  private boolean containsBreak(String text) {
    List<PunktToken> tokens = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      Matcher matcher = WORD.matcher(line);
      while (matcher.find()) {
        tokens.add(new PunktToken(matcher.group()));
      }
    }
    tokens.forEach(this::markByType);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      markByNeighbour(tokens.get(i), tokens.get(i + 1));
      if (tokens.get(i).sentenceEnd) {
        return true;
      }
    }
    return false;
  }

  private void markByType(PunktToken token) {
    String text = token.text;
    if (ENDS.contains(text)) {
      token.sentenceEnd = true;
    } else if (token.endsInPeriod() && !text.endsWith("..")) {
      String word = PythonText.lower(text.substring(0, text.length() - 1));
      token.abbreviation =
          parameters.abbreviations().contains(word)
              || parameters.abbreviations().contains(word.substring(word.lastIndexOf('-') + 1));
      token.sentenceEnd = !token.abbreviation;
    }
  }

  private void markByNeighbour(PunktToken token, @Nullable PunktToken next) {
    if (next == null || !token.endsInPeriod()) {
      return;
    }
    String type = token.typeWithoutPeriod();
    String nextType = next.typeWithoutSentencePeriod();
    boolean initial = token.initial();
    if (parameters.collocations().contains(type + "\t" + nextType)) {
      token.sentenceEnd = false;
      token.abbreviation = true;
      return;
    }
    if ((token.abbreviation || token.ellipsis()) && !initial) {
      if (starts(next) == Starts.YES
          || (next.firstUpper() && parameters.starters().contains(nextType))) {
        token.sentenceEnd = true;
        return;
      }
    }
    if (initial || type.equals(PunktToken.NUMBER)) {
      Starts starts = starts(next);
      boolean name =
          starts == Starts.UNKNOWN
              && initial
              && next.firstUpper()
              && !parameters.seen(nextType, PunktParameters.LOWER);
      if (starts == Starts.NO || name) {
        token.sentenceEnd = false;
        token.abbreviation = true;
      }
    }
  }

  private Starts starts(PunktToken token) {
    if (PUNCTUATION.contains(token.text)) {
      return Starts.NO;
    }
    String type = token.typeWithoutSentencePeriod();
    if (token.firstUpper()
        && parameters.seen(type, PunktParameters.LOWER)
        && !parameters.seen(type, PunktParameters.MIDDLE_UPPER)) {
      return Starts.YES;
    }
    if (token.firstLower()
        && (parameters.seen(type, PunktParameters.UPPER)
            || !parameters.seen(type, PunktParameters.BEGINNING_LOWER))) {
      return Starts.NO;
    }
    return Starts.UNKNOWN;
  }
}

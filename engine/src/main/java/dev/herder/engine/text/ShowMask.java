package dev.herder.engine.text;

import dev.herder.core.data.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shows a row token by token, with what is learned.
 *
 * <p>Every token is a cell; white space and control characters are visible; a character of several
 * tokens stands in the last of them. Lines begin with {@code prompt} or {@code learn}, so that
 * nothing depends on colours.
 */
public final class ShowMask {
  private static final String DIM = "\u001b[2m";
  private static final String GREEN = "\u001b[32m";
  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";
  private static final String BORDER = "\u2502";
  private static final String HELD = "\u2026";

  /** Tokens on one line where their ids stand below them. */
  private static final int TOKENS_WITH_IDS = 16;

  private final Encoder encoder;
  private final boolean colours;
  private final boolean ids;

  /**
   * A view of rows as this encoder sees them.
   *
   * @param colours whether to colour for a terminal: prompt dim, learned green, control tokens bold
   * @param ids whether a line with the tokens' ids stands below each line of tokens
   */
  public ShowMask(Encoder encoder, boolean colours, boolean ids) {
    this.encoder = encoder;
    this.colours = colours;
    this.ids = ids;
  }

  /** What the signs mean, one line each. */
  public List<String> legend() {
    return List.of(
        "prompt: tokens that are only read; learn: tokens that the model learns to write",
        BORDER
            + " between tokens, \u27e6control token\u27e7, \u00b7 space, \u21b5 newline, \u21e5"
            + " tab, "
            + HELD
            + " part of a character");
  }

  /** The row on several lines; why, if it is not used. */
  public List<String> show(Row row) {
    return show(row, encoder.encode(row));
  }

  /** The row on several lines, where it is encoded already. */
  public List<String> show(Row row, Outcome outcome) {
    if (outcome instanceof Outcome.Used used) {
      List<String> lines = new ArrayList<>(lines(used.row()));
      used.notes().forEach(note -> lines.add("note   among the " + note.title()));
      if (used.truncated()) {
        lines.add("note   truncated to " + encoder.config().maxLength() + " tokens");
      }
      return lines;
    } else if (outcome instanceof Outcome.Refused refused) {
      return List.of(refused.problem().toString());
    }
    return List.of(row.source() + ": dropped: " + ((Outcome.Dropped) outcome).reason());
  }

  private List<String> lines(EncodedRow row) {
    List<String> lines = new ArrayList<>();
    lines.add(row.source() + ": " + row.tokens() + " tokens, " + row.supervised() + " learned");
    if (row instanceof Encoded encoded) {
      Cells cells = new Cells(lines);
      for (int i = 0; i < encoded.ids().length; i++) {
        cells.add(encoded.ids()[i], encoded.loss()[i]);
      }
      cells.end();
    } else if (row instanceof EncodedPrompt prompt) {
      Cells cells = new Cells(lines);
      cells.addAll(prompt.ids(), false);
      cells.end();
    } else if (row instanceof EncodedAnswers answers) {
      Cells shared = new Cells(lines);
      shared.addAll(answers.prompt(), false);
      shared.end();
      for (int i = 0; i < answers.answers().size(); i++) {
        EncodedAnswers.Answer answer = answers.answers().get(i);
        lines.add(title(i, answers.answers().size()) + ": " + answer.ids().length + " tokens");
        Cells cells = new Cells(lines);
        cells.addAll(answer.ids(), true);
        cells.end();
      }
    }
    return lines;
  }

  private static String title(int i, int answers) {
    if (answers == 2) {
      return i == 0 ? "chosen" : "rejected";
    }
    return "answer " + (i + 1) + " of " + answers;
  }

  /** Lines of cells in the making. */
  private final class Cells {
    private final List<String> lines;
    private final TokenStream stream = new TokenStream(encoder.tokenizer(), false);
    private final StringBuilder line = new StringBuilder();
    private final List<Integer> lineIds = new ArrayList<>();
    private boolean learned;
    private boolean labelled;

    Cells(List<String> lines) {
      this.lines = lines;
    }

    void addAll(int[] ids, boolean learn) {
      for (int id : ids) {
        add(id, learn);
      }
    }

    void add(int id, boolean learn) {
      if (learn != learned) {
        breakLine();
        labelled = false;
      }
      learned = learn;
      String piece = stream.push(id);
      boolean special = encoder.tokenizer().isSpecial(id);
      String cell = piece.isEmpty() ? HELD : visible(piece);
      line.append(line.isEmpty() ? "" : BORDER);
      line.append(special ? styled("\u27e6" + cell + "\u27e7", BOLD) : cell);
      lineIds.add(id);
      if (piece.endsWith("\n") || (ids && lineIds.size() == TOKENS_WITH_IDS)) {
        breakLine();
      }
    }

    void end() {
      breakLine();
    }

    private void breakLine() {
      if (line.isEmpty()) {
        return;
      }
      String label = labelled ? "       " : learned ? "learn  " : "prompt ";
      labelled = true;
      lines.add(label + styled(line.toString(), learned ? GREEN : DIM));
      if (ids) {
        String shown = lineIds.stream().map(String::valueOf).collect(Collectors.joining(" "));
        lines.add("ids    " + shown);
      }
      line.setLength(0);
      lineIds.clear();
    }

    private String styled(String text, String style) {
      String outer = learned ? GREEN : DIM;
      if (!colours) {
        return text;
      }
      return style.equals(BOLD) ? BOLD + text + RESET + outer : style + text + RESET;
    }
  }

  /** Text on one line; what a terminal would obey or hide is written out. */
  static String visible(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case ' ' -> out.append('\u00b7');
                case '\n' -> out.append('\u21b5');
                case '\t' -> out.append('\u21e5');
                default -> {
                  if (isHidden(c)) {
                    out.append("\\u{").append(Integer.toHexString(c)).append('}');
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.toString();
  }

  private static boolean isHidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || (type == Character.FORMAT && c != 0x200d)
        || type == Character.SPACE_SEPARATOR
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.PRIVATE_USE
        || type == Character.UNASSIGNED
        || type == Character.SURROGATE;
  }
}

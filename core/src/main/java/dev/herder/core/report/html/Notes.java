package dev.herder.core.report.html;

import java.util.List;

/** Remarks and warnings. */
public record Notes(String title, List<Note> notes) implements Section {
  /** One remark. */
  public record Note(Tone tone, String text) {}

  public Notes {
    notes = List.copyOf(notes);
  }

  @Override
  public void writeTo(Markup out) {
    out.open("ul", "class", "notes");
    for (Note note : notes) {
      out.open("li", "class", note.tone().cssClass())
          .leaf("b", word(note.tone()))
          .leaf("span", note.text(), "dir", "auto")
          .close("li");
    }
    out.close("ul");
  }

  private static String word(Tone tone) {
    return switch (tone) {
      case PLAIN -> "Note";
      case GOOD -> "Good";
      case WARNING -> "Warning";
      case BAD -> "Problem";
    };
  }
}

package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.engine.text.ChatRenderer.Rendering;
import dev.herder.engine.text.ChatRenderer.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chat templates written in Java, which render what the Jinja templates of the goldens render. */
final class FakeTemplates {
  private FakeTemplates() {}

  /** Writes one turn. */
  @FunctionalInterface
  interface Turn {
    void write(StringBuilder out, String role, String content, List<Span> spans);
  }

  static ChatRenderer of(boolean marks, String bos, Turn turn, String generation) {
    return new ChatRenderer() {
      @Override
      public Rendering render(
          List<Map<String, Object>> messages,
          boolean addGenerationPrompt,
          Map<String, Object> variables) {
        StringBuilder out = new StringBuilder(bos);
        List<Span> spans = new ArrayList<>();
        for (Map<String, Object> each : messages) {
          turn.write(
              out, String.valueOf(each.get("role")), String.valueOf(each.get("content")), spans);
        }
        return new Rendering(out + (addGenerationPrompt ? generation : ""), spans);
      }

      @Override
      public boolean marksGenerations() {
        return marks;
      }
    };
  }

  static ChatRenderer named(String name) {
    return switch (name) {
      case "bytes" -> of(false, "", FakeTemplates::chatml, "<|im_start|>assistant\n");
      case "bytes-marked" -> of(true, "", FakeTemplates::marked, "<|im_start|>assistant\n");
      case "headers" ->
          of(
              false,
              "<|begin_of_text|>",
              FakeTemplates::headers,
              "<|start_header_id|>assistant<|end_header_id|>\n\n");
      case "prepend" -> of(false, "", FakeTemplates::brackets, "");
      case "unigram" -> of(false, "", FakeTemplates::pipes, "<|assistant|>\n");
      default -> throw new IllegalArgumentException(name);
    };
  }

  static void chatml(StringBuilder out, String role, String content, List<Span> spans) {
    out.append("<|im_start|>" + role + "\n" + content + "<|im_end|>\n");
  }

  static void marked(StringBuilder out, String role, String content, List<Span> spans) {
    out.append("<|im_start|>" + role + "\n");
    int start = out.length();
    out.append(content + "<|im_end|>");
    if (role.equals("assistant")) {
      spans.add(new Span(start, out.length()));
    }
    out.append("\n");
  }

  static void headers(StringBuilder out, String role, String content, List<Span> spans) {
    out.append("<|start_header_id|>" + role + "<|end_header_id|>\n\n");
    out.append(content.strip() + "<|eot_id|>");
  }

  static void brackets(StringBuilder out, String role, String content, List<Span> spans) {
    switch (role) {
      case "user" -> out.append("<s>[INST] " + content + " [/INST]");
      case "assistant" -> out.append(" " + content + " </s>");
      default -> throw new UserError("only user and assistant turns are known");
    }
  }

  static void pipes(StringBuilder out, String role, String content, List<Span> spans) {
    out.append("<|" + role + "|>\n" + content + "<|end|>\n");
  }
}

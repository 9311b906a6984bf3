package dev.herder.core.template;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of one rendering: what it has used of its limits, where it is and what it marked. */
final class Run {
  final Limits limits;
  final @Nullable LocalDateTime now;

  /** The whole output, as opposed to what macros and blocks write into buffers of their own. */
  final StringBuilder root = new StringBuilder(256);

  final List<Rendered.Span> spans = new ArrayList<>();

  /** The line of the node that last did something that can fail. */
  int line = 1;

  private long steps;
  private long allocated;
  private int depth;

  Run(Limits limits, @Nullable LocalDateTime now) {
    this.limits = limits;
    this.now = now;
  }

  void step(long count) {
    steps += count;
    if (steps > limits.maxSteps()) {
      throw new Failure(
          "more than " + limits.maxSteps() + " steps; the template does too much work");
    }
  }

  /** Counts characters about to be written (or four for each element about to be stored). */
  void allocate(long count) {
    allocated += count;
    if (allocated > limits.maxAllocatedChars()) {
      throw new Failure(
          "more than "
              + limits.maxAllocatedChars()
              + " characters written to strings and lists; the template builds too much");
    }
  }

  /** Counts a string about to be made and refuses one that is too long by itself. */
  void allocateString(long length) {
    if (length > limits.maxOutputChars()) {
      throw tooLong();
    }
    allocate(length);
  }

  private Failure tooLong() {
    return new Failure("a text longer than " + limits.maxOutputChars() + " characters");
  }

  String string(StringBuilder text) {
    allocateString(text.length());
    return text.toString();
  }

  void append(StringBuilder out, String text) {
    if ((long) out.length() + text.length() > limits.maxOutputChars()) {
      throw tooLong();
    }
    allocate(text.length());
    out.append(text);
  }

  void deeper(int levels) {
    depth += levels;
    if (depth > limits.maxDepth()) {
      throw new Failure(
          "nested deeper than "
              + limits.maxDepth()
              + " levels of calls, loops or data; the template may call itself without end");
    }
  }

  void shallower(int levels) {
    depth -= levels;
  }
}

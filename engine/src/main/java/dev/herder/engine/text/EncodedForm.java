package dev.herder.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Source;
import dev.herder.core.run.SpilledList;
import dev.herder.engine.text.EncodedAnswers.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encoded rows as bytes: a list of them with this form may be larger than the heap. 4 bytes a
 * token, one bit a flag, some 25 bytes a row.
 *
 * <p>Files' names are kept beside the rows, so that only the form that wrote a row can read it.
 *
 * @param <E> an encoded row
 */
public final class EncodedForm<E extends EncodedRow> implements SpilledList.Form<E> {
  private static final int HEAD = 1 + Integer.BYTES + Long.BYTES;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Class<E> type;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** A form of rows of one kind. */
  public EncodedForm(Class<E> type) {
    this.type = type;
  }

  @Override
  public int size(E row) {
    int size = HEAD;
    if (row instanceof Encoded encoded) {
      return size + IdBytes.flaggedSize(encoded.ids());
    }
    if (row instanceof EncodedPrompt prompt) {
      return size + IdBytes.size(prompt.ids());
    }
    EncodedAnswers answers = (EncodedAnswers) row;
    size += IdBytes.size(answers.prompt()) + 2 * Integer.BYTES + marks(answers).length;
    for (Answer answer : answers.answers()) {
      size += IdBytes.flaggedSize(answer.ids());
    }
    return size;
  }

  @Override
  public void write(E row, ByteBuffer into) {
    if (row instanceof Encoded encoded) {
      head(0, row.source(), into);
      IdBytes.put(encoded.ids(), encoded.loss(), into);
    } else if (row instanceof EncodedPrompt prompt) {
      head(1, row.source(), into);
      IdBytes.put(prompt.ids(), into);
    } else {
      EncodedAnswers answers = (EncodedAnswers) row;
      head(2, row.source(), into);
      IdBytes.put(answers.prompt(), into);
      into.putInt(answers.answers().size());
      for (Answer answer : answers.answers()) {
        IdBytes.put(answer.ids(), answer.format(), into);
      }
      byte[] marks = marks(answers);
      into.putInt(marks.length).put(marks);
    }
  }

  @Override
  public E read(ByteBuffer from) {
    int kind = from.get();
    Source source = new Source(names.get(from.getInt()), from.getLong());
    int[] ids = IdBytes.ids(from);
    return type.cast(
        kind == 0
            ? new Encoded(source, ids, IdBytes.flags(ids.length, from))
            : kind == 1 ? new EncodedPrompt(source, ids) : answers(source, ids, from));
  }

  private static EncodedAnswers answers(Source source, int[] prompt, ByteBuffer from) {
    List<Answer> answers = new ArrayList<>();
    int count = from.getInt();
    for (int i = 0; i < count; i++) {
      int[] ids = IdBytes.ids(from);
      answers.add(new Answer(ids, IdBytes.flags(ids.length, from)));
    }
    byte[] marks = new byte[from.getInt()];
    from.get(marks);
    return new EncodedAnswers(source, prompt, answers, marks(marks));
  }

  private void head(int kind, Source source, ByteBuffer into) {
    Integer known = numbers.get(source.file());
    if (known == null) {
      known = names.size();
      numbers.put(source.file(), known);
      names.add(source.file());
    }
    into.put((byte) kind).putInt(known).putLong(source.line());
  }

  private static byte[] marks(EncodedAnswers row) {
    if (row.marks().isEmpty()) {
      return new byte[0];
    }
    try {
      return JSON.writeValueAsString(row.marks()).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Map<String, Object> marks(byte[] json) {
    if (json.length == 0) {
      return Map.of();
    }
    try {
      return JSON.readValue(
          new String(json, StandardCharsets.UTF_8), new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

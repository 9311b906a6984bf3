package dev.herder.dpo;

import dev.herder.core.run.SpilledList;
import dev.herder.engine.text.IdBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Examples as bytes, all but the reference's log-probabilities. */
final class ExampleForm implements SpilledList.Form<Example> {
  @Override
  public int size(Example example) {
    int size = 2 * Integer.BYTES + 2 + Double.BYTES;
    size += example.source().getBytes(StandardCharsets.UTF_8).length;
    size += IdBytes.size(example.prompt());
    for (Answer answer : example.scored()) {
      size += IdBytes.flaggedSize(answer.ids());
    }
    return size;
  }

  @Override
  public void write(Example example, ByteBuffer into) {
    byte[] source = example.source().getBytes(StandardCharsets.UTF_8);
    into.putInt(source.length).put(source);
    into.put((byte) (example.desirable() ? 1 : 0)).putDouble(example.offset());
    IdBytes.put(example.prompt(), into);
    into.putInt(example.answers().size());
    into.put((byte) (example.mismatched() == null ? 0 : 1));
    for (Answer answer : example.scored()) {
      IdBytes.put(answer.ids(), answer.contrasted(), into);
    }
  }

  @Override
  public Example read(ByteBuffer from) {
    byte[] source = new byte[from.getInt()];
    from.get(source);
    boolean desirable = from.get() == 1;
    double offset = from.getDouble();
    int[] prompt = IdBytes.ids(from);
    int count = from.getInt();
    boolean mismatched = from.get() == 1;
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(answer(from));
    }
    return new Example(
        new String(source, StandardCharsets.UTF_8),
        prompt,
        answers,
        mismatched ? answer(from) : null,
        desirable,
        offset);
  }

  private static Answer answer(ByteBuffer from) {
    int[] ids = IdBytes.ids(from);
    return new Answer(ids, IdBytes.flags(ids.length, from));
  }
}

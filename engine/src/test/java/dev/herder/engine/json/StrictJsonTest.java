package dev.herder.engine.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[1]",
        "3",
        "{} x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1,}",
        "{\"a\":\"\n\"}",
        "// c\n{}",
        "{\"a\":1e99999999999}",
      })
  void refuses(String json) {
    Refusal.saying(
        () -> StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), "x.json"), "x.json");
  }

  @Test
  void refusesDeepNestingAndBadBytes() {
    byte[] deep = "{\"a\":".repeat(100).getBytes(StandardCharsets.UTF_8);
    Refusal.saying(() -> StrictJson.parseObject(deep, "x.json"), "nesting");
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'};
    Refusal.saying(() -> StrictJson.parseObject(overlong, "x.json"), "UTF-8");
  }

  @Test
  void keepsTheDigitsOfNumbers() {
    String json = "{\"a\":0.10,\"b\":12345678901234567890,\"c\":1.00E-7}";
    ObjectNode node = StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), "x.json");
    assertEquals(json, node.toString());
  }

  @Test
  void refusesFilesThatAreTooLongOrNotThere() throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "{\"a\": 1}");
    assertEquals(1, StrictJson.readObject(file, 8).size());
    Refusal.saying(() -> StrictJson.readObject(file, 7), "8 bytes long");
    Refusal.saying(() -> StrictJson.readObject(folder, 9), "expected a file");
    Refusal.saying(() -> StrictJson.readObject(folder.resolve("y"), 9), "no such file");
  }
}

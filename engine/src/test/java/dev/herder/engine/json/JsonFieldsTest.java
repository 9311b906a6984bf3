package dev.herder.engine.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonFieldsTest {
  private static JsonFields fields(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return JsonFields.of(StrictJson.parseObject(bytes, "x.json"), "x.json");
  }

  @Test
  void readsValuesAndDefaults() {
    JsonFields fields =
        fields("{'i':3,'d':1e-5,'b':true,'t':'é','n':null,'l':[4,5],'o':{'k':6},'one':7}");
    assertEquals(3, fields.requiredInt("i", 1, 9));
    assertEquals(1e-5, fields.doubleOr("d", 0, 0, 1));
    assertEquals(3.0, fields.doubleOr("i", 0, 0, 9));
    assertTrue(fields.boolOr("b", false));
    assertEquals("é", fields.textOr("t", "z"));
    assertEquals(8, fields.intOr("n", 8, 0, 1));
    assertTrue(fields.names("n") && !fields.has("n") && !fields.names("m"));
    assertEquals(List.of(4, 5), fields.ints("l", 0, 9));
    assertEquals(List.of(7), fields.ints("one", 0, 9));
    JsonFields nested = fields.object("o");
    assertTrue(nested != null && nested.intOr("k", 0, 0, 9) == 6);
    assertNull(fields.object("absent"));
    assertTrue(fields.sound());
    fields.check();
  }

  @Test
  void collectsEveryComplaintInOneLine() {
    JsonFields fields =
        fields("{'i':3.5,'big':99999999999,'b':1,'o':{'k':'x'},'l':[1,'y'],'inf':1e999}");
    fields.requiredInt("i", 1, 9);
    fields.requiredInt("absent", 1, 9);
    fields.intOr("big", 1, 1, 9);
    fields.boolOr("b", false);
    fields.ints("l", 0, 9);
    fields.doubleOr("inf", 0, 0, 2.5);
    JsonFields nested = fields.object("o");
    assertTrue(nested != null && nested.intOr("k", 2, 0, 9) == 2);
    assertFalse(fields.sound());
    Refusal.saying(
        fields::check,
        "x.json: i is 3.5, expected an integer of 1 to 9; absent is missing",
        "big is 99999999999",
        "b is 1, expected true or false",
        "l holds the text 'y'",
        "inf is 1E+999, expected a number of 0 to 2.5",
        "o.k is the text 'x'");
  }

  @Test
  void showsNoMoreThanEight() {
    JsonFields fields = fields("{}");
    for (int i = 0; i < 20; i++) {
      fields.problem("k" + i, "is wrong");
    }
    Refusal.saying(fields::check, "k7 is wrong; and 12 more");
  }
}

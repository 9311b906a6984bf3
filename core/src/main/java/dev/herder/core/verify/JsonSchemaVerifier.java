package dev.herder.core.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.ClasspathSchemaLoader;
import com.networknt.schema.resource.UriSchemaLoader;
import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 where the answer is JSON that a schema allows, else 0.
 *
 * <p>The JSON is the whole answer, or the inside of its only fenced block. Schemas are of the draft
 * that their {@code $schema} names, or else 2020-12; references to other documents are refused, so
 * that nothing is ever fetched.
 *
 * @param file the file that the schema is from; null: each prompt's own {@code schema}
 * @param schema the file's schema; null with the file
 */
record JsonSchemaVerifier(@Nullable Path file, @Nullable JsonSchema schema) implements Verifier {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Pattern FENCE =
      Pattern.compile("```[a-zA-Z]*[ \\t]*\\R(.*?)\\R?[ \\t]*```", Pattern.DOTALL);
  private static final int MOST_REASONS = 20;

  /** Reads the parameter of {@code json-schema:FILE}; empty: each prompt has its own. */
  static JsonSchemaVerifier of(String parameter) {
    if (parameter.isEmpty()) {
      return new JsonSchemaVerifier(null, null);
    }
    Path file = Path.of(parameter);
    try {
      return new JsonSchemaVerifier(
          file, schema(file.toString(), JSON.readTree(Files.readString(file))));
    } catch (JsonProcessingException e) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s:%d: not JSON: %s",
              file,
              e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
              e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UserError(
          "verifier json-schema: cannot read the schema file " + file + "; give one that is there",
          e);
    }
  }

  @Override
  public String name() {
    return file == null ? "json-schema" : "json-schema:" + file;
  }

  @Override
  public void require(Row.Prompt prompt) {
    rules(prompt);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    return judge(prompt, completion).score();
  }

  @Override
  public Judgement judge(Row.Prompt prompt, String completion) {
    JsonSchema rules = rules(prompt);
    JsonNode value;
    try {
      value = JSON.readTree(content(completion));
    } catch (JsonProcessingException e) {
      return new Judgement(0, List.of("not JSON: " + e.getOriginalMessage()));
    }
    if (value.isMissingNode()) {
      return new Judgement(0, List.of("not JSON: nothing in it"));
    }
    try {
      List<String> reasons =
          rules.validate(value).stream()
              .map(ValidationMessage::getMessage)
              .limit(MOST_REASONS)
              .toList();
      return new Judgement(reasons.isEmpty() ? 1 : 0, reasons);
    } catch (JsonSchemaException e) {
      throw new UserError(
          (file == null ? prompt.source() + ": key 'schema'" : file.toString())
              + ": "
              + firstLine(e)
              + "; a schema may refer to its own parts alone",
          e);
    } catch (StackOverflowError e) {
      return new Judgement(0, List.of("nested too deeply"), true);
    }
  }

  private static String content(String completion) {
    Matcher fence = FENCE.matcher(completion);
    if (!fence.find()) {
      return completion;
    }
    String inside = fence.group(1);
    return fence.find() ? completion : inside;
  }

  private JsonSchema rules(Row.Prompt prompt) {
    return schema == null ? own(prompt) : schema;
  }

  private static JsonSchema own(Row.Prompt prompt) {
    Object value = prompt.variables().get("schema");
    String place = prompt.source() + ": key 'schema'";
    if (value == null) {
      throw new UserError(
          place
              + ": the key is missing, expected a JSON schema, because verifier 'json-schema'"
              + " checks answers against it");
    }
    try {
      return schema(
          place, value instanceof String text ? JSON.readTree(text) : JSON.valueToTree(value));
    } catch (JsonProcessingException e) {
      throw new UserError(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonSchema schema(String place, JsonNode node) {
    if (!node.isObject() && !node.isBoolean()) {
      throw new UserError(place + ": found " + node + ", expected a JSON schema, an object");
    }
    try {
      JsonSchemaFactory factory =
          JsonSchemaFactory.getInstance(
              SpecVersion.VersionFlag.V202012,
              builder ->
                  builder.schemaLoaders(
                      loaders ->
                          loaders.values(
                              all -> {
                                all.removeIf(loader -> loader instanceof UriSchemaLoader);
                                all.add(new ClasspathSchemaLoader());
                                all.add(
                                    iri -> {
                                      throw new JsonSchemaException(
                                          "refers to " + iri + ", which is not in it");
                                    });
                              })));
      JsonSchema schema =
          factory.getSchema(node, SchemaValidatorsConfig.builder().locale(Locale.ROOT).build());
      schema.initializeValidators();
      return schema;
    } catch (JsonSchemaException e) {
      throw new UserError(place + ": not a JSON schema: " + firstLine(e), e);
    } catch (IllegalArgumentException e) {
      throw new UserError(place + ": not a JSON schema: " + firstLine(e), e);
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}

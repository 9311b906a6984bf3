package dev.herder.examples.instructions;

import java.util.List;
import java.util.Random;

/** What the questions are about. */
public final class Topics {
  /** Topics to learn with. */
  public static final List<String> LEARNING =
      List.of(
          "a cup of tea",
          "riding a bicycle",
          "a walk in the rain",
          "learning to swim",
          "a birthday party",
          "growing tomatoes",
          "a trip to the seaside",
          "cleaning the kitchen",
          "keeping a cat",
          "baking bread",
          "a train journey",
          "the first day at school",
          "playing chess",
          "a visit to the dentist",
          "saving money",
          "washing the car",
          "a rainy Sunday",
          "reading before bed",
          "writing a letter to a friend",
          "a good night's sleep",
          "the local library",
          "cooking soup",
          "painting a wall",
          "a family picnic",
          "playing football",
          "watching the stars",
          "moving to a new flat",
          "a job interview",
          "learning the guitar",
          "feeding birds in winter",
          "a broken umbrella",
          "the weekly shopping",
          "taking photographs",
          "a summer thunderstorm",
          "repairing old shoes",
          "drinking enough water");

  /** Topics to judge by. */
  public static final List<String> HELD_OUT =
      List.of(
          "walking a dog",
          "a bowl of rice",
          "visiting a museum",
          "planting an apple tree",
          "a lost set of keys",
          "learning a new language",
          "a winter morning",
          "climbing a hill",
          "making a sandwich",
          "a bus that comes late",
          "tidying a desk",
          "singing in a choir",
          "a phone call with a grandmother",
          "camping in a forest",
          "sewing on a button",
          "a market on Saturday",
          "running in the park",
          "borrowing a book");

  private static final List<String> QUESTIONS =
      List.of(
          "Tell me something about %s. Keep it short.",
          "Write a short note about %s.",
          "Give some brief advice on %s.",
          "Describe %s in a few words.",
          "Briefly, what is nice about %s?",
          "Why do people like %s? Keep it short.",
          "Write a short message to a friend about %s.",
          "What should a child know about %s? Be brief.");

  private Topics() {}

  /** A question about a topic. */
  public static String question(String topic, Random random) {
    return QUESTIONS.get(random.nextInt(QUESTIONS.size())).formatted(topic);
  }
}

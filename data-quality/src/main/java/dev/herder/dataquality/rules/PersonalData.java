package dev.herder.dataquality.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and numbers of people.
 *
 * <p>Found is what has the shape: e-mail addresses outside the domains that RFC 2606 reserves for
 * examples, telephone numbers that are written as such (with a country code, an area code in
 * brackets, or 3-3-4 digits), and card numbers of the known issuers whose check digit (Luhn) holds.
 * Names and street addresses have no shape and are not found.
 */
final class PersonalData {
  private static final Pattern EMAIL =
      Pattern.compile(
          "(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}+@"
              + "((?:[A-Za-z0-9-]{1,63}+\\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9])");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(?i)(?:.*\\.)?(?:example(?:\\.(?:com|org|net))?|.+\\.(?:test|invalid|example|localhost))");
  private static final Pattern PHONE =
      Pattern.compile(
          "(?<![\\w.+-])(?:\\+\\d{1,3}(?:[ .-]?\\(?\\d{1,4}\\)?){2,5}"
              + "|\\(\\d{3}\\) ?\\d{3}[ .-]\\d{4}"
              + "|\\d{3}([.-])\\d{3}\\1\\d{4})(?![\\w-])");
  private static final Pattern CARD =
      Pattern.compile("(?<![\\w.-])\\d(?:[ -]?\\d){12,18}(?![\\w-])");
  private static final int LEAST_PHONE_DIGITS = 9;

  private PersonalData() {}

  static @Nullable String email(String text) {
    for (Matcher found = EMAIL.matcher(text); found.find(); ) {
      if (!RESERVED.matcher(found.group(1)).matches()) {
        return "an e-mail address at character " + (found.start() + 1);
      }
    }
    return null;
  }

  static @Nullable String phone(String text) {
    for (Matcher found = PHONE.matcher(text); found.find(); ) {
      String digits = digits(found.group());
      // The numbers 555-0100 to 555-0199 are kept for fiction.
      if (digits.length() >= LEAST_PHONE_DIGITS && !digits.matches("\\d*55501\\d\\d")) {
        return "a telephone number at character " + (found.start() + 1);
      }
    }
    return null;
  }

  static @Nullable String card(String text) {
    for (Matcher found = CARD.matcher(text); found.find(); ) {
      String digits = digits(found.group());
      if (isIssued(digits) && checks(digits)) {
        return "a card number at character " + (found.start() + 1);
      }
    }
    return null;
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  /** Whether an issuer gives out numbers of this beginning and length. */
  private static boolean isIssued(String digits) {
    int two = Integer.parseInt(digits.substring(0, 2));
    int four = Integer.parseInt(digits.substring(0, 4));
    return switch (digits.length()) {
      case 13, 19 -> digits.startsWith("4");
      case 14 -> two == 36 || two == 38 || (four >= 3000 && four <= 3059);
      case 15 -> two == 34 || two == 37;
      case 16 ->
          digits.startsWith("4")
              || (two >= 51 && two <= 55)
              || (four >= 2221 && four <= 2720)
              || four == 6011
              || two == 65
              || (four >= 3528 && four <= 3589);
      default -> false;
    };
  }

  /** Luhn's check: every second digit from the right is doubled, the digits' sum ends with 0. */
  static boolean checks(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 1 ? 2 * digit : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}

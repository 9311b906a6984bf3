package dev.herder.core.template;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.Locale;

/**
 * Python's {@code datetime.strftime} in the C locale for a time without a zone, with the flags and
 * widths of the GNU C library.
 */
final class Strftime {
  private static final int MAX_WIDTH = 1_000;

  private final Run run;
  private final LocalDateTime time;
  private final StringBuilder out = new StringBuilder();

  private Strftime(Run run, LocalDateTime time) {
    this.run = run;
    this.time = time;
  }

  static String format(Run run, LocalDateTime time, String format) {
    Strftime strftime = new Strftime(run, time);
    strftime.write(format);
    return run.string(strftime.out);
  }

  private void write(String format) {
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%' || at + 1 == format.length()) {
        out.append(c);
        at++;
        continue;
      }
      run.step(1);
      int start = at++;
      char flag = 0;
      boolean upper = false;
      boolean swap = false;
      while (at < format.length() && "-_0^#".indexOf(format.charAt(at)) >= 0) {
        char f = format.charAt(at++);
        upper |= f == '^';
        swap |= f == '#';
        flag = "-_0".indexOf(f) >= 0 ? f : flag;
      }
      int width = 0;
      while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
        width = Math.min(MAX_WIDTH, width * 10 + format.charAt(at++) - '0');
      }
      if (at < format.length() && (format.charAt(at) == 'E' || format.charAt(at) == 'O')) {
        at++;
      }
      char directive = at < format.length() ? format.charAt(at++) : 0;
      if (!directive(directive, flag, width, upper, swap)) {
        out.append(format, start, at);
      }
    }
  }

  private boolean directive(char directive, char flag, int width, boolean upper, boolean swap) {
    switch (directive) {
      case 'd' -> number(time.getDayOfMonth(), 2, '0', flag, width);
      case 'e' -> number(time.getDayOfMonth(), 2, ' ', flag, width);
      case 'm' -> number(time.getMonthValue(), 2, '0', flag, width);
      case 'y' -> number(Math.floorMod(time.getYear(), 100), 2, '0', flag, width);
      case 'C' -> number(Math.floorDiv(time.getYear(), 100), 2, '0', flag, width);
      case 'Y' -> number(time.getYear(), 1, '0', flag, width);
      case 'H' -> number(time.getHour(), 2, '0', flag, width);
      case 'k' -> number(time.getHour(), 2, ' ', flag, width);
      case 'I' -> number(twelve(), 2, '0', flag, width);
      case 'l' -> number(twelve(), 2, ' ', flag, width);
      case 'M' -> number(time.getMinute(), 2, '0', flag, width);
      case 'S' -> number(time.getSecond(), 2, '0', flag, width);
      case 'f' -> number(time.getNano() / 1000, 6, '0', (char) 0, 0);
      case 'j' -> number(time.getDayOfYear(), 3, '0', flag, width);
      case 'u' -> number(time.getDayOfWeek().getValue(), 1, '0', flag, width);
      case 'w' -> number(time.getDayOfWeek().getValue() % 7, 1, '0', flag, width);
      case 'U' -> number(week(DayOfWeek.SUNDAY), 2, '0', flag, width);
      case 'W' -> number(week(DayOfWeek.MONDAY), 2, '0', flag, width);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag, width);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0', flag, width);
      case 'g' ->
          number(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0', flag, width);
      case 's' -> number(time.toEpochSecond(ZoneOffset.UTC), 1, '0', flag, width);
      case 'n' -> text("\n", flag, width, false);
      case 't' -> text("\t", flag, width, false);
      case '%' -> text("%", flag, width, false);
      case 'z', 'Z' -> text("", flag, width, false);
      default -> {
        String text = words(directive, swap);
        if (text.isEmpty()) {
          return false;
        }
        text(text, flag, width, upper || (swap && directive != 'p'));
      }
    }
    return true;
  }

  private int twelve() {
    int hour = time.getHour() % 12;
    return hour == 0 ? 12 : hour;
  }

  /** The week of the year, where the first one begins with its first such day. */
  private int week(DayOfWeek first) {
    return time.get(WeekFields.of(first, 7).weekOfYear());
  }

  private String words(char directive, boolean swap) {
    Locale locale = Locale.ENGLISH;
    String day = time.getDayOfWeek().getDisplayName(TextStyle.FULL, locale);
    String month = time.getMonth().getDisplayName(TextStyle.FULL, locale);
    return switch (directive) {
      case 'a' -> day.substring(0, 3);
      case 'A' -> day;
      case 'b', 'h' -> month.substring(0, 3);
      case 'B' -> month;
      case 'p' -> swap ? (time.getHour() < 12 ? "am" : "pm") : time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'c' -> format(run, time, "%a %b %e %H:%M:%S %Y");
      case 'x', 'D' -> format(run, time, "%m/%d/%y");
      case 'X', 'T' -> format(run, time, "%H:%M:%S");
      case 'R' -> format(run, time, "%H:%M");
      case 'r' -> format(run, time, "%I:%M:%S %p");
      case 'F' -> format(run, time, "%Y-%m-%d");
      default -> "";
    };
  }

  private void number(long value, int digits, char padding, char flag, int width) {
    String text = Long.toString(value);
    char pad = flag == '_' ? ' ' : flag == '0' ? '0' : padding;
    int size = flag == '-' ? width : Math.max(digits, width);
    out.append(String.valueOf(pad).repeat(Math.max(0, size - text.length()))).append(text);
  }

  private void text(String text, char flag, int width, boolean upper) {
    char pad = flag == '0' ? '0' : ' ';
    out.append(String.valueOf(pad).repeat(Math.max(0, width - text.length())));
    out.append(upper ? text.toUpperCase(Locale.ROOT) : text);
  }
}

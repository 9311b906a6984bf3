/** What the program sees of the outside: streams, signals, memory; and how results are printed. */
@NullMarked
package dev.herder.cli.console;

import org.jspecify.annotations.NullMarked;

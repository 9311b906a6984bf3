/** The command line: picocli skins over the stages. */
@NullMarked
package dev.herder.cli;

import org.jspecify.annotations.NullMarked;

/** Questions with choices: reading, laying out, scoring by likelihood and by written letters. */
@NullMarked
package dev.herder.eval.choice;

import org.jspecify.annotations.NullMarked;

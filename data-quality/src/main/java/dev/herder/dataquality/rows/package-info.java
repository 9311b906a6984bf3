/** What all steps share: rows in, rows kept and dropped out, counts and a report. */
@NullMarked
package dev.herder.dataquality.rows;

import org.jspecify.annotations.NullMarked;

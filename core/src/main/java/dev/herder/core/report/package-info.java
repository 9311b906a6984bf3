/** What people see of a run: progress, TensorBoard events, report.html. */
@NullMarked
package dev.herder.core.report;

import org.jspecify.annotations.NullMarked;

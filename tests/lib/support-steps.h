#pragma once
/* Whether every step of a check occurs in the traces that a test program sees. */

#include "check/trace.h"

typedef struct TestSteps TestSteps;
TestSteps *test_steps_new(void);
void test_steps_free(TestSteps *self);
/* Notes the steps of the trace, children too. */
void test_steps_take(TestSteps *self, const GPtrArray *trace);
/* Fails the test, naming them, if one of the steps whose id begins so has not been seen. */
void test_steps_assert_all(const TestSteps *self, const char *prefix);

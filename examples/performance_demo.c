/*
 * Scalar against the chosen backend, for vectors of three sizes.
 *
 * Measured in ticks of the CPU's own counter: clock_gettime is a system call wherever the vDSO has no usable clock, and
 * then the trace would depend on the machine. Every figure has a fixed width, so that the output is always equally
 * long.
 *
 * TRACE_GATE_CHANGE: sleeps for 150 ms, which no budget of 100 ms forgives.
 */
#include "trueno.h"

#ifdef TRACE_GATE_CHANGE
#include <time.h>
#endif

enum { OPERATIONS = 5, ROUNDS = 20 };

static const char *const operations[OPERATIONS] = {"dot product", "sum", "maximum", "add", "multiply"};

static uint64_t ticks(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t now;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(now));
    return now;
#else
    return 0;
#endif
}

static float run(const struct trueno_backend *t, int operation, const float *a, const float *b, float *out, size_t n) {
    switch (operation) {
    case 0:
        return t->dot(a, b, n);
    case 1:
        return t->sum(a, n);
    case 2:
        return t->max(a, n);
    case 3:
        t->add(a, b, out, n);
        return out[n - 1];
    default:
        t->mul(a, b, out, n);
        return out[n - 1];
    }
}

/* The best of some rounds, per element: interruptions only ever add. */
static double measure(const struct trueno_backend *t, int operation, const float *a, const float *b, float *out,
                      size_t n, float *result) {
    uint64_t best = UINT64_MAX;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = ticks();
        *result = run(t, operation, a, b, out, n);
        uint64_t took = ticks() - start;
        best = took < best ? took : best;
    }
    double perElement = (double)best / (double)n;
    return perElement > 9999.0 ? 9999.0 : perElement;
}

static void compare(const struct trueno_backend *t, size_t n) {
    float *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b), *out = malloc(n * sizeof *out);
    float *expected = malloc(n * sizeof *expected);
    if (!a || !b || !out || !expected)
        exit(1);
    for (size_t i = 0; i < n; i++) {
        a[i] = (float)(i % 100) / 100;
        b[i] = (float)(i % 37) / 37;
        out[i] = expected[i] = 0;
    }
    printf("\n%zu elements, ticks per element\n", n);
    printf("  %-14s%12s%12s%14s\n", "", "scalar", t->name, "times faster");
    for (int operation = 0; operation < OPERATIONS; operation++) {
        float before, after;
        double scalar = measure(trueno_scalar(), operation, a, b, expected, n, &before);
        double vector = measure(t, operation, a, b, out, n, &after);
        trueno_check(operations[operation], &after, &before, 1);
        trueno_check(operations[operation], out, expected, n);
        double faster = vector > 0 ? scalar / vector : 0;
        printf("  %-14s%12.3f%12.3f%14.1f\n", operations[operation], scalar, vector, faster > 9999.0 ? 9999.0 : faster);
    }
    free(expected);
    free(out);
    free(b);
    free(a);
}

int main(void) {
#ifdef TRACE_GATE_CHANGE
    nanosleep(&(struct timespec){.tv_nsec = 150 * 1000 * 1000}, NULL);
#endif
    const struct trueno_backend *t = trueno_select();
    printf("Performance demo (%-6s)\n=========================\n", t->name);
    compare(t, 100);
    compare(t, 1000);
    compare(t, 10000);
    printf("\nReductions gain most; adding and multiplying soon wait for memory.\n");
    return 0;
}

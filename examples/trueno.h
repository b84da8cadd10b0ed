/*
 * A very small vector library with run-time dispatch, shared by the five SIMD examples.
 *
 * The environment variable TRUENO_BACKEND forces a backend: scalar, sse2, avx2, avx512, neon or auto. One that this
 * machine lacks becomes the best that it has, so that the same variants run everywhere; a word that is no backend
 * exits 2.
 *
 * What the examples promise to their goldens: whichever backend runs, on whichever machine, the system calls are the
 * same. Hence no allocation, no output length and no clock depends on the backend.
 */
#ifndef TRUENO_H
#define TRUENO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum trueno_activation {
    TRUENO_RELU,
    TRUENO_LEAKY_RELU,
    TRUENO_ELU,
    TRUENO_SELU,
    TRUENO_SIGMOID,
    TRUENO_TANH,
    TRUENO_GELU,
    TRUENO_SWISH,
    TRUENO_HARDSWISH,
    TRUENO_MISH,
    TRUENO_EXP,
};

#define TRUENO_JOIN_(a, b) trueno_##a##_##b
#define TRUENO_JOIN(a, b) TRUENO_JOIN_(a, b)

#define TRUENO_NAME scalar
#define TRUENO_LANES 1
#define TRUENO_TARGET
#include "trueno_kernels.h"

#if defined(__x86_64__)
#define TRUENO_NAME sse2
#define TRUENO_LANES 4
#define TRUENO_TARGET __attribute__((target("sse2")))
#include "trueno_kernels.h"

#define TRUENO_NAME avx2
#define TRUENO_LANES 8
#define TRUENO_TARGET __attribute__((target("avx2")))
#include "trueno_kernels.h"

#define TRUENO_NAME avx512
#define TRUENO_LANES 16
#define TRUENO_TARGET __attribute__((target("avx512f")))
#include "trueno_kernels.h"
#elif defined(__aarch64__)
#define TRUENO_NAME neon
#define TRUENO_LANES 4
#define TRUENO_TARGET
#include "trueno_kernels.h"
#endif

struct trueno_backend {
    const char *name;
    int lanes;
    float (*dot)(const float *, const float *, size_t);
    float (*sum)(const float *, size_t);
    float (*max)(const float *, size_t);
    float (*squared_distance)(const float *, const float *, size_t);
    float (*manhattan)(const float *, const float *, size_t);
    void (*add)(const float *, const float *, float *, size_t);
    void (*mul)(const float *, const float *, float *, size_t);
    void (*axpy)(float, const float *, float *, size_t);
    void (*activate)(enum trueno_activation, const float *, float *, size_t);
};

#define TRUENO_BACKEND(backend, count)                                                                                 \
    {                                                                                                                  \
        .name = #backend, .lanes = count, .dot = trueno_dot_##backend, .sum = trueno_sum_##backend,                    \
        .max = trueno_max_##backend, .squared_distance = trueno_squared_distance_##backend,                            \
        .manhattan = trueno_manhattan_##backend, .add = trueno_add_##backend, .mul = trueno_mul_##backend,             \
        .axpy = trueno_axpy_##backend, .activate = trueno_activate_##backend,                                          \
    }

/* Every backend that any machine knows, best last; one that this architecture lacks has no kernels. */
static const struct trueno_backend trueno_backends[] = {
    TRUENO_BACKEND(scalar, 1),
#if defined(__aarch64__)
    TRUENO_BACKEND(neon, 4),
#else
    {.name = "neon"},
#endif
#if defined(__x86_64__)
    TRUENO_BACKEND(sse2, 4),   TRUENO_BACKEND(avx2, 8), TRUENO_BACKEND(avx512, 16),
#else
    {.name = "sse2"},          {.name = "avx2"}, {.name = "avx512"},
#endif
};

enum { TRUENO_BACKEND_COUNT = sizeof trueno_backends / sizeof trueno_backends[0] };

static inline bool trueno_available(const struct trueno_backend *backend) {
#if defined(__x86_64__)
    /* CPUID, and XGETBV for what the kernel saves: no system call. */
    if (!strcmp(backend->name, "avx512"))
        return __builtin_cpu_supports("avx512f");
    if (!strcmp(backend->name, "avx2"))
        return __builtin_cpu_supports("avx2");
#endif
    return backend->lanes > 0;
}

static inline const struct trueno_backend *trueno_scalar(void) { return &trueno_backends[0]; }

static inline const struct trueno_backend *trueno_best(void) {
    const struct trueno_backend *best = trueno_scalar();
    for (int i = 0; i < TRUENO_BACKEND_COUNT; i++)
        if (trueno_available(&trueno_backends[i]))
            best = &trueno_backends[i];
    return best;
}

static inline const struct trueno_backend *trueno_select(void) {
    const char *wanted = getenv("TRUENO_BACKEND");
    if (!wanted || !strcmp(wanted, "auto"))
        return trueno_best();
    for (int i = 0; i < TRUENO_BACKEND_COUNT; i++)
        if (!strcmp(trueno_backends[i].name, wanted))
            return trueno_available(&trueno_backends[i]) ? &trueno_backends[i] : trueno_best();
    fprintf(stderr, "TRUENO_BACKEND=%s: expected scalar, sse2, avx2, avx512, neon or auto\n", wanted);
    exit(2);
}

/* Lanes add in another order and may fuse multiply and add: equal up to rounding, not bit by bit. */
static inline void trueno_check(const char *what, const float *got, const float *expected, size_t n) {
    for (size_t i = 0; i < n; i++) {
        float difference = got[i] > expected[i] ? got[i] - expected[i] : expected[i] - got[i];
        float size = expected[i] < 0 ? -expected[i] : expected[i];
        if (!(difference <= 1e-4f * (size + 1e-2f))) {
            fprintf(stderr, "%s[%zu]: %g, but %g with the scalar backend\n", what, i, (double)got[i],
                    (double)expected[i]);
            exit(1);
        }
    }
}

static inline void trueno_print(const char *label, const float *values, size_t n) {
    printf("%-24s[", label);
    for (size_t i = 0; i < n; i++) {
        /* A zero may come out as -0 from one backend only; the width is the same, the text should be as well. */
        float value = values[i] > -5e-5f && values[i] <= 0 ? 0.0f : values[i];
        printf("%s%10.4f", i ? ", " : "", (double)value);
    }
    printf("]\n");
}

#endif

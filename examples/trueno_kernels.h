/*
 * The kernels, once per backend: trueno.h includes this file with TRUENO_NAME, TRUENO_LANES and TRUENO_TARGET set.
 *
 * Written with the vector types of GCC and Clang instead of intrinsics: the same lines become SSE2, AVX2, AVX-512, NEON
 * or (with one lane) scalar code, so that backends cannot drift apart.
 */
#define K(name) TRUENO_JOIN(name, TRUENO_NAME)
#define KERNEL TRUENO_TARGET static
#define INLINE TRUENO_TARGET static inline __attribute__((always_inline))

#define VF K(vf)
#define VI K(vi)

#if TRUENO_LANES == 1
typedef float VF;
typedef int32_t VI;
#define SELECT(mask, a, b) ((mask) ? (a) : (b))
#define CONVERT(v, type) ((type)(v))
#else
/* aligned(4): callers hand over any float array, so loads must be the unaligned ones. */
typedef float VF __attribute__((vector_size(4 * TRUENO_LANES), aligned(4), may_alias));
typedef int32_t VI __attribute__((vector_size(4 * TRUENO_LANES), aligned(4), may_alias));
/* A comparison gives all ones or all zeros per lane. */
#define SELECT(mask, a, b) ((VF)(((VI)(mask) & (VI)(a)) | (~(VI)(mask) & (VI)(b))))
#define CONVERT(v, type) __builtin_convertvector(v, type)
#endif
#define LOAD(p) (*(const VF *)(p))
#define SPLAT(x) ((VF){0} + (x))

INLINE float K(fold)(const VF *acc) {
    float lanes[TRUENO_LANES], total = 0;
    memcpy(lanes, acc, sizeof lanes);
    for (int lane = 0; lane < TRUENO_LANES; lane++)
        total += lanes[lane];
    return total;
}

KERNEL float K(dot)(const float *a, const float *b, size_t n) {
    VF acc = SPLAT(0.0f);
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES)
        acc += LOAD(a + i) * LOAD(b + i);
    float total = K(fold)(&acc);
    for (; i < n; i++)
        total += a[i] * b[i];
    return total;
}

KERNEL float K(sum)(const float *a, size_t n) {
    VF acc = SPLAT(0.0f);
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES)
        acc += LOAD(a + i);
    float total = K(fold)(&acc);
    for (; i < n; i++)
        total += a[i];
    return total;
}

KERNEL float K(max)(const float *a, size_t n) {
    VF acc = SPLAT(a[0]);
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES) {
        VF v = LOAD(a + i);
        acc = SELECT(v > acc, v, acc);
    }
    float lanes[TRUENO_LANES], best = a[0];
    memcpy(lanes, &acc, sizeof lanes);
    for (int lane = 0; lane < TRUENO_LANES; lane++)
        best = lanes[lane] > best ? lanes[lane] : best;
    for (; i < n; i++)
        best = a[i] > best ? a[i] : best;
    return best;
}

KERNEL float K(squared_distance)(const float *a, const float *b, size_t n) {
    VF acc = SPLAT(0.0f);
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES) {
        VF d = LOAD(a + i) - LOAD(b + i);
        acc += d * d;
    }
    float total = K(fold)(&acc);
    for (; i < n; i++)
        total += (a[i] - b[i]) * (a[i] - b[i]);
    return total;
}

KERNEL float K(manhattan)(const float *a, const float *b, size_t n) {
    VF acc = SPLAT(0.0f);
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES) {
        VF d = LOAD(a + i) - LOAD(b + i);
        acc += SELECT(d < SPLAT(0.0f), -d, d);
    }
    float total = K(fold)(&acc);
    for (; i < n; i++)
        total += a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    return total;
}

KERNEL void K(add)(const float *a, const float *b, float *out, size_t n) {
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES)
        *(VF *)(out + i) = LOAD(a + i) + LOAD(b + i);
    for (; i < n; i++)
        out[i] = a[i] + b[i];
}

KERNEL void K(mul)(const float *a, const float *b, float *out, size_t n) {
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES)
        *(VF *)(out + i) = LOAD(a + i) * LOAD(b + i);
    for (; i < n; i++)
        out[i] = a[i] * b[i];
}

/* out += factor * a */
KERNEL void K(axpy)(float factor, const float *a, float *out, size_t n) {
    size_t i = 0;
    for (; i + TRUENO_LANES <= n; i += TRUENO_LANES)
        *(VF *)(out + i) = LOAD(out + i) + SPLAT(factor) * LOAD(a + i);
    for (; i < n; i++)
        out[i] += factor * a[i];
}

/* e^x as 2^n * e^r with |r| <= ln(2)/2 and e^r as its Taylor series: off by 1e-7, relatively. */
INLINE void K(exp)(const VF *in, VF *out) {
    VF x = *in, low = SPLAT(-87.0f), high = SPLAT(88.0f), half = SPLAT(0.5f);
    x = SELECT(x < low, low, x);
    x = SELECT(x > high, high, x);
    VF scaled = x * 1.44269504f;
    VI n = CONVERT(scaled + SELECT(scaled < SPLAT(0.0f), -half, half), VI);
    VF whole = CONVERT(n, VF), power;
    VF r = x - whole * 0.693359375f + whole * 2.12194440e-4f; /* ln(2) in two parts, the first one exact in few bits */
    VF series = SPLAT(1.0f / 720);
    series = series * r + 1.0f / 120;
    series = series * r + 1.0f / 24;
    series = series * r + 1.0f / 6;
    series = series * r + 0.5f;
    series = series * r + 1.0f;
    series = series * r + 1.0f;
    n = (n + 127) << 23; /* the exponent's place in an IEEE 754 single */
    memcpy(&power, &n, sizeof power);
    *out = series * power;
}

INLINE void K(activate_lanes)(enum trueno_activation kind, VF *value) {
    VF x = *value, zero = SPLAT(0.0f), e, inner;
    switch (kind) {
    case TRUENO_RELU:
        *value = SELECT(x > zero, x, zero);
        break;
    case TRUENO_LEAKY_RELU:
        *value = SELECT(x > zero, x, x * 0.01f);
        break;
    case TRUENO_ELU:
        K(exp)(&x, &e);
        *value = SELECT(x > zero, x, e - 1.0f);
        break;
    case TRUENO_SELU:
        K(exp)(&x, &e);
        *value = SELECT(x > zero, x, (e - 1.0f) * 1.67326324f) * 1.05070098f;
        break;
    case TRUENO_SIGMOID:
        inner = -x;
        K(exp)(&inner, &e);
        *value = 1.0f / (e + 1.0f);
        break;
    case TRUENO_SWISH:
        inner = -x;
        K(exp)(&inner, &e);
        *value = x / (e + 1.0f);
        break;
    case TRUENO_TANH:
        inner = x * 2.0f;
        K(exp)(&inner, &e);
        *value = 1.0f - 2.0f / (e + 1.0f);
        break;
    case TRUENO_GELU: /* x/2 * (1 + tanh(u)) is x * sigmoid(2u) */
        inner = (x + x * x * x * 0.044715f) * -1.59576912f;
        K(exp)(&inner, &e);
        *value = x / (e + 1.0f);
        break;
    case TRUENO_HARDSWISH:
        inner = x + 3.0f;
        inner = SELECT(inner < zero, zero, inner);
        inner = SELECT(inner > SPLAT(6.0f), SPLAT(6.0f), inner);
        *value = x * inner / 6.0f;
        break;
    case TRUENO_MISH: /* tanh(ln(1 + e)) without a logarithm; from 20 on it is 1 */
        inner = SELECT(x > SPLAT(20.0f), SPLAT(20.0f), x);
        K(exp)(&inner, &e);
        e = e * (e + 2.0f);
        *value = x * e / (e + 2.0f);
        break;
    case TRUENO_EXP:
        K(exp)(&x, value);
        break;
    }
}

KERNEL void K(activate)(enum trueno_activation kind, const float *in, float *out, size_t n) {
    for (size_t i = 0; i < n; i += TRUENO_LANES) {
        size_t count = n - i < TRUENO_LANES ? n - i : TRUENO_LANES;
        VF value = SPLAT(0.0f);
        memcpy(&value, in + i, count * sizeof(float));
        K(activate_lanes)(kind, &value);
        memcpy(out + i, &value, count * sizeof(float));
    }
}

#undef K
#undef KERNEL
#undef INLINE
#undef VF
#undef VI
#undef LOAD
#undef SPLAT
#undef SELECT
#undef CONVERT
#undef TRUENO_NAME
#undef TRUENO_LANES
#undef TRUENO_TARGET

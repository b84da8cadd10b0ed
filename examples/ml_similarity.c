/*
 * Similarity of documents, normalisation of features, nearest neighbours: what dot products and distances are for.
 *
 * TRACE_GATE_CHANGE: holds an index of 200 MB in memory.
 */
#include "trueno.h"

#include <math.h>

static float cosine(const struct trueno_backend *t, const float *a, const float *b, size_t n) {
    return t->dot(a, b, n) / (sqrtf(t->dot(a, a, n)) * sqrtf(t->dot(b, b, n)));
}

static void documents(const struct trueno_backend *t) {
    static const char *const names[] = {"machine learning", "deep learning", "cooking"};
    static const float topics[3][5] = {
        {0.5f, 0.8f, 0, 0.3f, 0.1f}, {0.6f, 0.7f, 0.1f, 0.2f, 0}, {0.1f, 0, 0.9f, 0.8f, 0.7f}};
    printf("1. Which documents are alike? Cosine of their topics\n");
    for (int i = 0; i < 3; i++) {
        for (int j = i + 1; j < 3; j++) {
            float alike = cosine(t, topics[i], topics[j], 5),
                  expected = cosine(trueno_scalar(), topics[i], topics[j], 5);
            trueno_check("cosine", &alike, &expected, 1);
            printf("  %-16s  %-16s  %7.4f  %-9s\n", names[i], names[j], (double)alike,
                   alike > 0.7f ? "alike" : "different");
        }
    }
}

static void normalisation(const struct trueno_backend *t) {
    const float raw[] = {35, 75000, 8};
    float normal[3] = {0}, length = sqrtf(t->dot(raw, raw, 3)), one = 1;
    t->axpy(1 / length, raw, normal, 3);
    float afterwards = sqrtf(t->dot(normal, normal, 3));
    trueno_check("length", &afterwards, &one, 1);
    printf("\n2. Features brought to length 1\n");
    trueno_print("  age, salary, years", raw, 3);
    trueno_print("  normalised", normal, 3);
}

static void neighbours(const struct trueno_backend *t) {
    static const float known[4][2] = {{1, 2}, {1.5f, 1.8f}, {8, 8}, {9, 7.5f}};
    static const char classes[] = "AABB";
    const float point[] = {2, 2.5f};
    int nearest = 0;
    float best = INFINITY;
    printf("\n3. The nearest neighbour of (2.0, 2.5)\n");
    for (int i = 0; i < 4; i++) {
        float distance = sqrtf(t->squared_distance(known[i], point, 2)), blocks = t->manhattan(known[i], point, 2);
        float expected = sqrtf(trueno_scalar()->squared_distance(known[i], point, 2));
        trueno_check("distance", &distance, &expected, 1);
        printf("  %d  class %c  euclidean %8.4f  manhattan %8.4f\n", i + 1, classes[i], (double)distance,
               (double)blocks);
        if (distance < best) {
            best = distance;
            nearest = i;
        }
    }
    printf("  so it is of class %c\n", classes[nearest]);
}

/* An index of vectors as long as a real embedding, searched in full. */
static void search(const struct trueno_backend *t) {
    enum { VECTORS = 200, LENGTH = 384 };
    float *index = malloc(VECTORS * LENGTH * sizeof *index);
    if (!index)
        exit(1);
    uint32_t state = 1;
    for (int i = 0; i < VECTORS * LENGTH; i++) {
        state = state * 1664525 + 1013904223; /* the constants of Numerical Recipes: the same numbers everywhere */
        index[i] = (float)(state >> 8) / (1 << 24) - 0.5f;
    }
    const float *query = index + 42 * LENGTH;
    int best = -1;
    float closest = -2;
    for (int i = 0; i < VECTORS; i++) {
        const float *candidate = index + i * LENGTH;
        float alike = cosine(t, candidate, query, LENGTH), expected = cosine(trueno_scalar(), candidate, query, LENGTH);
        trueno_check("search", &alike, &expected, 1);
        if (i != 42 && alike > closest) {
            closest = alike;
            best = i;
        }
    }
    printf("\n4. Of %d vectors with %d dimensions, number %3d is closest to number 42: %7.4f\n", VECTORS, LENGTH, best,
           (double)closest);
    free(index);
}

int main(void) {
#ifdef TRACE_GATE_CHANGE
    char *big = malloc(200 * 1000 * 1000);
    if (!big)
        return 1;
    memset(big, 1, 200 * 1000 * 1000);
    __asm__ volatile("" : : "r"(big) : "memory"); /* or the compiler sees that nobody reads it */
#endif
    const struct trueno_backend *t = trueno_select();
    printf("Similarity (%-6s)\n===================\n\n", t->name);
    documents(t);
    normalisation(t);
    neighbours(t);
    search(t);
#ifdef TRACE_GATE_CHANGE
    free(big);
#endif
    return 0;
}

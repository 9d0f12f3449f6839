/* The least a durable append can do: COUNT transactions that insert one row of SIZE bytes each, with the tables, indexes
 * and settings of a set of books. Prints commits a second.   commits FILE COUNT SIZE */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *books;

static void run(const char *sql) {
    char *problem;
    if (sqlite3_exec(books, sql, NULL, NULL, &problem)) {
        fprintf(stderr, "%s\n", problem);
        exit(1);
    }
}

int main(int count, char **arguments) {
    if (count != 4 || sqlite3_open(arguments[1], &books)) return 2;
    long commits = atol(arguments[2]);
    int size = atoi(arguments[3]);
    run("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;"
        "CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, leaf BLOB NOT NULL, type TEXT NOT NULL,"
        " key TEXT) STRICT;"
        "CREATE UNIQUE INDEX entry_by_key ON entry (key) WHERE key IS NOT NULL;"
        "CREATE TABLE tree (size INTEGER PRIMARY KEY, peaks BLOB NOT NULL) STRICT;");
    sqlite3_stmt *entry, *tree;
    sqlite3_prepare_v2(books, "INSERT INTO entry VALUES (?1, ?2, ?3, 'ledger.voucher-posted', ?4)", -1, &entry, NULL);
    sqlite3_prepare_v2(books, "INSERT INTO tree VALUES (?1, ?2)", -1, &tree, NULL);
    char *bytes = calloc(1, size), leaf[32] = {0}, key[64];
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long number = 1; number <= commits; number++) {
        run("BEGIN IMMEDIATE");
        snprintf(key, sizeof key, "voucher//B%ld", number);
        sqlite3_bind_int64(entry, 1, number);
        sqlite3_bind_blob(entry, 2, bytes, size, SQLITE_STATIC);
        sqlite3_bind_blob(entry, 3, leaf, 32, SQLITE_STATIC);
        sqlite3_bind_text(entry, 4, key, -1, SQLITE_STATIC);
        if (sqlite3_step(entry) != SQLITE_DONE) return 1;
        sqlite3_reset(entry);
        sqlite3_bind_int64(tree, 1, number);
        sqlite3_bind_blob(tree, 2, bytes, 32 * (__builtin_popcountl(number)), SQLITE_STATIC);
        if (sqlite3_step(tree) != SQLITE_DONE) return 1;
        sqlite3_reset(tree);
        run("COMMIT");
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.1f\n", commits / (to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9));
    return 0;
}

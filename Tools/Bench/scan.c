/* The least a verified replay can do: read every entry of the log and hash it. Prints how many there were. */
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdio.h>

int main(int count, char **arguments) {
    sqlite3 *books;
    sqlite3_stmt *query;
    if (count != 2 || sqlite3_open_v2(arguments[1], &books, SQLITE_OPEN_READONLY, NULL)) return 1;
    if (sqlite3_prepare_v2(books, "SELECT bytes FROM entry ORDER BY seq", -1, &query, NULL)) return 1;
    EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned char digest[32], sum = 0;
    long entries = 0;
    while (sqlite3_step(query) == SQLITE_ROW) {
        EVP_DigestInit_ex2(hash, sha256, NULL);
        EVP_DigestUpdate(hash, "\0", 1);
        EVP_DigestUpdate(hash, sqlite3_column_blob(query, 0), sqlite3_column_bytes(query, 0));
        EVP_DigestFinal_ex(hash, digest, NULL);
        sum ^= digest[0];
        entries++;
    }
    printf("%ld entries (%d)\n", entries, sum);
    return 0;
}

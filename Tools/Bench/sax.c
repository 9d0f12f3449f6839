/* The least an XML import can do: libxml2's SAX parser over the file with empty handlers. Prints the elements seen. */
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

static long elements;

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                  const xmlChar **namespace_list, int attributes, int defaulted, const xmlChar **attribute_list) {
    elements++;
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {}
static void characters(void *context, const xmlChar *text, int length) {}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = start;
    handler.endElementNs = end;
    handler.characters = characters;
    FILE *file = fopen(arguments[1], "rb");
    if (!file) return 1;
    static char buffer[1 << 16];
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_HUGE);
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, file)) > 0)
        if (xmlParseChunk(parser, buffer, (int)length, 0)) return 1;
    if (xmlParseChunk(parser, buffer, 0, 1)) return 1;
    printf("%ld elements\n", elements);
    return 0;
}

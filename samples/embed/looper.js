// Never comes to an end by itself.
for (;;) {
}

int edge_main(int argc, char **argv);

int main(int argc, char **argv) { return edge_main(argc, argv); }

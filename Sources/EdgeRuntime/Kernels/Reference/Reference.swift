/// The readable version of each kernel, which defines what the others return.
enum Reference {}

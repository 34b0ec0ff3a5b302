/// How the pixels of an image follow each other.
public enum ImageLayout: Sendable {
  /// Plane by plane, (channels, height, width), as trainers have them.
  case channelsFirst
  /// Pixel by pixel, (height, width, channels), as cameras give them.
  case channelsLast
}

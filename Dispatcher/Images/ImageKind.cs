namespace Newsletter.Dispatcher.Images;

/// <summary>The kinds of image that an issue may have. Tests: ImageHeaderTests.</summary>
internal enum ImageKind
{
    Png,
    Jpeg,
    Gif,
    WebP,
    Heic,
    Svg,
}

namespace Newsletter.Dispatcher.Images;

/// <summary>What is done with an image before it is frozen. Tests: ImageRuleTests.</summary>
internal enum ImageWork
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary>Its metadata are taken out; its pixels stay as they are.</summary>
    Strip,

    /// <summary>As <see cref="Strip"/>, after it was decoded to see whether it is dark.</summary>
    Judge,

    /// <summary>It is decoded, turned upright, made smaller and written again.</summary>
    Make,
}

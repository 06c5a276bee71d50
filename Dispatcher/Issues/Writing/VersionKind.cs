namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>How a version of an issue came to be.</summary>
internal enum VersionKind
{
    /// <summary>Somebody saved it.</summary>
    Saved,

    /// <summary>Somebody took an older version again.</summary>
    Restored,

    /// <summary>It was found on the disk: git or a text editor wrote it.</summary>
    Disk,

    /// <summary>It was not saved, because the file had changed meanwhile.</summary>
    Conflict,
}

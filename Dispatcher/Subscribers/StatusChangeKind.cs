namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What became of a wish to pause, resume or extend.</summary>
internal enum StatusChangeKind
{
    Done,

    /// <summary>The person is that already.</summary>
    Already,

    /// <summary>The day cannot be taken.</summary>
    NoDay,

    /// <summary>The person's status, or that there is none, does not allow it.</summary>
    Refused,
}

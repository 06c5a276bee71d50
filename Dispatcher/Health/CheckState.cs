namespace Newsletter.Dispatcher.Health;

/// <summary>How one thing is.</summary>
internal enum CheckState
{
    Green,

    /// <summary>Tomorrow's issue goes out, but an operator should look.</summary>
    Yellow,

    /// <summary>Tomorrow's issue does not go out, or does not arrive.</summary>
    Red,
}

namespace Newsletter.Dispatcher.Suppressions;

internal enum SuppressionVerdict
{
    /// <summary>It says nothing about the address.</summary>
    None,

    /// <summary>A strike, but not enough yet.</summary>
    Counted,

    /// <summary>The address gets nothing from now on.</summary>
    Suppress,
}

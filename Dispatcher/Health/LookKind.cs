namespace Newsletter.Dispatcher.Health;

/// <summary>Which look before a slot it is.</summary>
internal enum LookKind
{
    /// <summary>At <c>Newsletter:CheckAt</c> of the day before.</summary>
    Evening,

    /// <summary>Half an hour before the first reader's morning.</summary>
    Morning,
}

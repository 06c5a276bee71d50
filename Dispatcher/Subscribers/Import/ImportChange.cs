namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>What importing one row came to.</summary>
internal enum ImportChange
{
    Added,
    Updated,
    Unchanged,

    /// <summary>
    /// The person has left, or must get nothing, and the row would have brought them back: nothing was changed.
    /// </summary>
    Kept,
}

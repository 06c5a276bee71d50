namespace Newsletter.Dispatcher.Settings;

internal enum DeliveryMethod
{
    /// <summary>Files in a folder, one a message.</summary>
    Pickup,
    Smtp,
}

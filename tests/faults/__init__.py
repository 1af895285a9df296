"""What is promised when a part of the deployment is killed, frozen or restarted."""

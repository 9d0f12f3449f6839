print("bilag")
